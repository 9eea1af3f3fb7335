"""What materializing would change: computed first, so that it can be shown or applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evtool.errors import EvtoolError, Place, SchemaError
from evtool.files import FileWrite, LinkWrite
from evtool.schema.materialize.links import links_of
from evtool.schema.materialize.order import in_dependency_order
from evtool.schema.materialize.source import Source
from evtool.schema.repository import Repository
from evtool.schema.resolve import Sources
from evtool.schema.store import MemoryStore, OverlayStore, Store


@dataclass(frozen=True, slots=True)
class Change:
    """One file or link that materializing makes, and what it replaces.

    `old` is the content (of a link: its target) that stands there; None for a new one.
    `new` equals `old` where nothing changes.
    """

    source: Source
    path: Path
    old: bytes | None
    new: bytes
    is_link: bool = False

    @property
    def changes(self) -> bool:
        """Whether the disk differs from what should stand there."""
        return self.old != self.new

    @property
    def kind(self) -> str:
        """`create`, `update`, `link` or `keep`."""
        if not self.changes:
            return "keep"
        if self.is_link:
            return "link"
        return "create" if self.old is None else "update"

    def write(self) -> FileWrite | LinkWrite:
        """The write that makes it so."""
        if self.is_link:
            return LinkWrite(self.path, self.new.decode())
        return FileWrite(self.path, self.new)


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that cannot be materialized, and why."""

    path: Path
    error: EvtoolError


@dataclass(frozen=True)
class Plan:
    """Everything that a run would write, and what stands in its way."""

    changes: tuple[Change, ...] = ()
    failures: tuple[Failure, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def pending(self) -> list[Change]:
        """The changes that change something."""
        return [change for change in self.changes if change.changes]

    @property
    def rewritten(self) -> list[Change]:
        """Version files that exist with another content."""
        return [change for change in self.changes if change.kind == "update"]


@dataclass
class Materializer:
    """Plans for sources of several repositories; what one writes, the next can refer to.

    `stores` holds the files of each repository by name; `lookup` names the stores that
    references are looked up in, in order.
    """

    stores: Mapping[str, Store]
    lookup: Sequence[Store]
    fetch: Callable[[str], tuple[bytes, Path]] | None = None
    planned: dict[str, MemoryStore] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay what is planned over what is there."""
        self.planned = {name: MemoryStore() for name in self.stores}
        over = {id(store): name for name, store in self.stores.items()}
        layers = [
            OverlayStore((self.planned[over[id(store)]], store)) if id(store) in over else store
            for store in self.lookup
        ]
        self.sources = Sources(layers, self.fetch)

    def changes(self, source: Source) -> list[Change]:
        """The files and links of one source.

        Raises:
            EvtoolError: It cannot be materialized, or a file there cannot be read.
        """
        from evtool.schema.materialize.build import build, serialize

        settings = source.repository.settings
        name = source.without_content()
        value = build(source.document, self.sources, settings)
        store = self.stores[source.repository.name]
        made: list[Change] = []
        for kind in settings.content_types:
            path = f"{source.folder}/{source.version}.{kind}".lstrip("/")
            content = serialize(value, kind)
            made.append(self._change(name, path, store.read(path), content))
            self._remember(source, path, content)
        for path, target in links_of(source, store).items():
            old = _link_text(store, path)
            made.append(self._change(name, path, old, target.encode(), is_link=True))
            self.planned[source.repository.name].links[path] = target
        return made

    def _change(
        self, source: Source, path: str, old: bytes | None, new: bytes, *, is_link: bool = False
    ) -> Change:
        if old == new:
            old = new  # keep one copy of what does not change
        return Change(source, source.repository.root / path, old, new, is_link)

    def _remember(self, source: Source, path: str, content: bytes) -> None:
        planned = self.planned[source.repository.name]
        if planned.files.get(path) != content:
            planned.files[path] = content
            for uri in (f"/{path}", source.uri):
                self.sources.forget(uri, content)


def plan(
    sources: list[Source], materializer: Materializer, progress: Callable[[Source], None]
) -> Plan:
    """Plan every source, dependencies first; one failure never hides another.

    `sources` is emptied: what is planned keeps no parsed document in memory.
    `progress` is called once a source.
    """
    try:
        ordered = in_dependency_order(sources)
    except SchemaError as error:
        path = error.place.path if error.place else Path()
        return Plan(failures=(Failure(path, error),))
    changes: list[Change] = []
    failures: list[Failure] = []
    done: list[Source] = []
    for source in _consumed(ordered):
        try:
            changes += materializer.changes(source)
        except EvtoolError as error:
            failures.append(Failure(source.document.path, error))
        done.append(source.without_content())
        progress(source)
    failures += clashes(changes)
    return Plan(tuple(changes), tuple(failures), tuple(done))


def _consumed(sources: list[Source]) -> Iterator[Source]:
    """The sources in order, each let go of when the next is asked for."""
    sources.reverse()
    while sources:
        yield sources.pop()


def clashes(changes: Sequence[Change]) -> list[Failure]:
    """Two sources that would write the same file."""
    owner: dict[Path, Source] = {}
    found = []
    for change in changes:
        first = owner.setdefault(change.path, change.source)
        if first.path != change.source.path and not change.is_link:
            other = first.document.path
            error = SchemaError(
                f"{change.path.name} would also be written from {other}",
                hint="give each schema a folder of its own",
                place=Place(change.source.document.path),
            )
            found.append(Failure(change.source.document.path, error))
    return found


def outdated(
    changed: Iterable[Source], everything: Iterable[Source]
) -> list[tuple[Source, str, Source]]:
    """Sources that refer to an older version of a changed schema: (user, URI, changed)."""
    newest = {one.folder: one for one in changed}
    found = []
    for user in everything:
        for uri in dict.fromkeys(user.uses()):
            folder, _, name = uri.strip("/").rpartition("/")
            target = newest.get(folder)
            if target and target is not user and not _same(name, target):
                found.append((user, uri, target))
    return found


def _same(name: str, target: Source) -> bool:
    return name.removesuffix(".yaml").removesuffix(".json") == str(target.version)


def _link_text(store: Store, path: str) -> bytes | None:
    """What stands where a link belongs: its target, or a mark that it is a file."""
    target = store.link(path)
    if target is not None:
        return target.encode()
    return b"(a file, not a link)" if store.read(path) is not None else None


def repositories(sources: Iterable[Source]) -> list[Repository]:
    """The repositories that sources belong to, each once."""
    return list({source.repository.name: source.repository for source in sources}.values())
