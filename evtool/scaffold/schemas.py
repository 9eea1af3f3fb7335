"""The sample schemas, materialized in memory, one version after the other."""

from __future__ import annotations

from itertools import zip_longest

from evtool.document import parse_document
from evtool.files import FileWrite, LinkWrite
from evtool.scaffold.template import template_sources
from evtool.schema.materialize import Change, Source, plan
from evtool.schema.materialize.plan import Materializer
from evtool.schema.materialize.source import read_source
from evtool.schema.repository import Repository
from evtool.schema.store import MemoryStore

Write = FileWrite | LinkWrite


def sample_schemas(repositories: list[Repository]) -> dict[str, list[Write]]:
    """The files and links of each sample repository, by its name.

    Raises:
        EvtoolError: A packaged source cannot be materialized.
    """
    stores = {one.name: MemoryStore() for one in repositories}
    sources = [
        [(one, title, content) for content in versions]
        for one in repositories
        for title, versions in template_sources(one.name).items()
    ]
    for rank in zip_longest(*sources):
        _materialize([one for one in rank if one is not None], stores)
    return {one.name: _writes(one, stores[one.name]) for one in repositories}


def _materialize(
    sources: list[tuple[Repository, str, bytes]], stores: dict[str, MemoryStore]
) -> None:
    """Put the sources into their stores as `current.yaml`, and what they materialize to."""
    made = plan(
        [_source(repository, title, content, stores) for repository, title, content in sources],
        Materializer(stores, list(stores.values())),
        lambda _source: None,
    )
    for failure in made.failures:
        raise failure.error
    for change in made.changes:
        _store(change, stores[change.source.repository.name])


def _source(
    repository: Repository, title: str, content: bytes, stores: dict[str, MemoryStore]
) -> Source:
    path = f"{title}/{repository.settings.current_file}"
    stores[repository.name].files[path] = content
    return read_source(repository, path, parse_document(content, repository.root / path))


def _store(change: Change, store: MemoryStore) -> None:
    path = change.path.relative_to(change.source.repository.root).as_posix()
    if change.is_link:
        store.links[path] = change.new.decode()
    else:
        store.files[path] = change.new


def _writes(repository: Repository, store: MemoryStore) -> list[Write]:
    files = [FileWrite(repository.root / path, text) for path, text in store.files.items()]
    links = [LinkWrite(repository.root / path, to) for path, to in store.links.items()]
    return sorted([*files, *links], key=lambda write: write.path)
