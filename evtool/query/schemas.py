"""The schema that types a stream: the latest version among its events, or of its title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evtool.document import parse_document
from evtool.errors import EvtoolError
from evtool.schema.repository import Repository
from evtool.schema.version import SchemaId

_ENDINGS = (".yaml", ".json", "")


def latest(uris: Iterable[str]) -> str | None:
    """The URI with the highest version; of several titles, the most frequent one is first."""
    found = [(one, uri) for uri in uris if (one := SchemaId.match(uri)) is not None]
    if not found:
        return None
    title = found[0][0].title
    same = [(one.version, uri) for one, uri in found if one.title == title]
    return max(same, key=lambda pair: pair[0])[1]


def newest(repositories: Sequence[Repository], title: str) -> str | None:
    """The URI of the highest version that a title has; the first repository that has one wins."""
    for repository in repositories:
        paths = (path for path in repository.store.paths() if path.startswith(f"{title}/"))
        stems = ("/" + path.removesuffix(".yaml").removesuffix(".json") for path in paths)
        found = latest(uri for uri in stems if uri.rpartition("/")[0] == f"/{title}")
        if found is not None:
            return found
    return None


def load(repositories: Sequence[Repository], uri: str) -> Mapping[str, Any] | None:
    """A materialized schema of the workspace; None where it has none that can be read."""
    for repository in repositories:
        for ending in _ENDINGS:
            try:
                text = repository.store.read(uri.lstrip("/") + ending)
                if text is None:
                    continue
                value = parse_document(text, repository.store.place(uri.lstrip("/") + ending)).value
            except EvtoolError:
                return None
            return value if isinstance(value, Mapping) else None
    return None
