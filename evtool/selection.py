"""Which schemas a command works on: named, all, modified, or staged in git."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.document import parse_document
from evtool.errors import EvtoolError, Place
from evtool.git import WorkTrees
from evtool.schema.materialize import Failure, Source
from evtool.schema.materialize.plan import Materializer
from evtool.schema.materialize.source import read_source
from evtool.schema.repository import Repository
from evtool.schema.store import DirectoryStore, Store
from evtool.schema.version import is_version_name
from evtool.workspace import Workspace, missing_root


@dataclass(frozen=True, slots=True)
class Chosen:
    """One `current.yaml`: its repository and its path below the root."""

    repository: Repository
    path: str


class Files:
    """The stores of a workspace's repositories: from disk, or as git's index has them.

    With `index`, every repository that lies in a work tree is read from its index:
    what will be committed, not what lies on disk.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        index: WorkTrees | None = None,
        offline: bool = False,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.workspace = workspace
        self.offline = offline
        self._warn = warn
        self._index = index
        self._stores: dict[Path, Store] = {}

    def of(self, repository: Repository) -> Store:
        """The store of one repository.

        Raises:
            EvtoolError: Its folder is not there.
        """
        store = self._stores.get(repository.root)
        if store is None:
            store = self._stores[repository.root] = self._open(repository)
        return store

    def _open(self, repository: Repository) -> Store:
        if not repository.root.is_dir():
            raise missing_root(repository)
        git = self._index.of(repository.root) if self._index else None
        if git is not None:
            from evtool.schema.git_store import index_store

            return index_store(git, repository.root)
        return DirectoryStore(repository.root)

    def materializer(self) -> Materializer:
        """A materializer over these files, with the look-up order of the workspace.

        A repository that is not there answers no reference; it stops nothing else.
        """
        present = [one for one in self.workspace.repositories if one.root.is_dir()]
        named = {repository.name: self.of(repository) for repository in present}
        lookup = [self._base(base) for base in self.workspace.lookup]
        return Materializer(named, lookup, self._fetch)

    def _fetch(self, url: str) -> tuple[bytes, Path]:
        """The document behind an absolute reference, and its copy on disk."""
        from evtool.remote import fetcher  # only for `$ref: https://...`

        cache = self.workspace.state / "cache"
        return fetcher(cache, offline=self.offline, warn=self._warn)(url)

    def _base(self, base: Repository | str) -> Store:
        if isinstance(base, str):
            return self._remote(base)
        return self.of(base) if base.root.is_dir() else DirectoryStore(base.root)

    def _remote(self, url: str) -> Store:
        from evtool.remote import RemoteStore

        return RemoteStore(
            url, self.workspace.state / "cache", offline=self.offline, warn=self._warn
        )


def everything(workspace: Workspace, files: Files) -> list[Chosen]:
    """Every source of every repository, in order of path."""
    return [
        Chosen(repository, path)
        for repository in workspace.repositories
        for path in sorted(_currents(repository, files.of(repository).paths()))
    ]


def named(workspace: Workspace, paths: Sequence[Path]) -> list[Chosen]:
    """The sources that paths name: files, or every one below a folder.

    Raises:
        EvtoolError: A path is in no repository, is no source, or holds none.
    """
    chosen: dict[tuple[str, str], Chosen] = {}
    for path in paths:
        for one in _below(workspace, path):
            chosen[one.repository.name, one.path] = one
    return list(chosen.values())


def among(workspace: Workspace, paths: Iterable[Path]) -> list[Chosen]:
    """The sources among changed files; other files are passed over."""
    chosen = []
    for path in paths:
        repository = workspace.repository_of(path)
        if repository and path.name == repository.settings.current_file:
            chosen.append(Chosen(repository, path.relative_to(repository.root).as_posix()))
    return chosen


def read(chosen: Iterable[Chosen], files: Files) -> tuple[list[Source], list[Failure]]:
    """Parse the chosen sources; what cannot be read becomes a failure of its own."""
    sources: list[Source] = []
    failures: list[Failure] = []
    for one in chosen:
        store = files.of(one.repository)
        path = store.place(one.path)
        try:
            content = store.read(one.path)
            if content is None:
                raise EvtoolError("no such file", hint="check the name", place=Place(path))  # noqa: TRY301 - collected like the others
            source = read_source(one.repository, one.path, parse_document(content, path))
        except EvtoolError as error:
            failures.append(Failure(path, error))
        else:
            sources.append(source)
    return sources, failures


def without_ignored(sources: Iterable[Source]) -> list[Source]:
    """Leave out what the repository's `ignoreSchemas` names."""
    return [one for one in sources if not one.repository.ignores(str(one.id))]


def _currents(repository: Repository, paths: Iterable[str]) -> Iterator[str]:
    name = repository.settings.current_file
    ending = f"/{name}"
    return (path for path in paths if path.endswith(ending) or path == name)


def _below(workspace: Workspace, path: Path) -> Iterator[Chosen]:
    if path.is_dir():
        inside = list(_in_folder(workspace, path))
        if not inside:
            raise EvtoolError(
                "no schema source below this folder",
                hint="name a folder of a schema repository, or a current.yaml",
                place=Place(path),
            )
        yield from inside
        return
    repository = workspace.repository_of(path)
    if repository is None:
        roots = ", ".join(str(one.root) for one in workspace.repositories)
        raise EvtoolError(
            "in no schema repository of the workspace",
            hint=f"the repositories are {roots}",
            place=Place(path),
        )
    if not path.exists():
        raise EvtoolError("no such file", hint="check the name", place=Place(path))
    if path.name != repository.settings.current_file:
        raise _not_a_source(path, repository)
    yield Chosen(repository, path.relative_to(repository.root).as_posix())


def _in_folder(workspace: Workspace, folder: Path) -> Iterator[Chosen]:
    for repository in workspace.repositories:
        if folder.is_relative_to(repository.root):
            store, prefix = DirectoryStore(folder), f"{folder.relative_to(repository.root)}/"
        elif repository.root.is_relative_to(folder):
            store, prefix = DirectoryStore(repository.root), ""
        else:
            continue
        prefix = prefix.removeprefix("./")
        for path in sorted(_currents(repository, store.paths())):
            yield Chosen(repository, prefix + path)


def _not_a_source(path: Path, repository: Repository) -> EvtoolError:
    current = repository.settings.current_file
    hint = f"name {path.with_name(current)}"
    if is_version_name(path.stem):
        message = "a released version is never written from itself"
    else:
        message = f"not a schema source: it is not called {current}"
    return EvtoolError(message, hint=hint, place=Place(path))
