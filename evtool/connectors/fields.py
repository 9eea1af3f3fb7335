"""Fields of events that options name, compared with the schemas of the streams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from evtool.config import nearest
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.template import RECORD_FIELDS
from evtool.errors import ConfigurationError, EvtoolError
from evtool.schema.tabular.model import Json, MapOf, Struct, Type
from evtool.streams.load import load_streams
from evtool.workspace import Workspace


@runtime_checkable
class NamesFields(Protocol):
    """Options that name fields of events."""

    @property
    def fields(self) -> Sequence[str]:
        """Their paths, with dots; names such as `offset` may be among them."""


def check_fields(options: object, streams: Sequence[str], workspace: Workspace) -> None:
    """Refuse a field that no event can have, going by the newest schemas of the streams.

    Nothing is said where the schema of a stream is not known.

    Raises:
        ConfigurationError: There is such a field.
    """
    wanted = [one for one in _fields(options) if one not in (*RECORD_FIELDS, ".")]
    trees = _trees(streams, workspace) if wanted else []
    if not trees:
        return
    for field in wanted:
        if not any(_has(tree, field.split(".")) for tree in trees):
            known = [path for tree in trees for path in _paths(tree)]
            raise ConfigurationError(
                f"no schema of its streams has the field {field!r}", hint=nearest(field, known)
            )


def _fields(options: object) -> Sequence[str]:
    return options.fields if isinstance(options, NamesFields) else ()


def _trees(streams: Sequence[str], workspace: Workspace) -> list[Struct]:
    """The type trees of streams; none where one of them cannot be had."""
    configuration, schemas = load_streams(workspace), Schemas.of(workspace)
    found = []
    for stream in streams:
        entry = configuration.find(stream)
        title = entry.settings.get("schema_title") if entry else None
        newest = schemas.latest(title) if isinstance(title, str) else None
        if newest is None:
            return []
        try:
            found.append(schemas.tree(newest))
        except EvtoolError:
            return []
    return found


def _has(kind: Type, path: Sequence[str]) -> bool:
    """Whether a value of a type may have something at a path."""
    if not path or isinstance(kind, Json):
        return True
    if isinstance(kind, MapOf):
        return _has(kind.value, path[1:])
    if not isinstance(kind, Struct):
        return False
    return any(one.name == path[0] and _has(one.type, path[1:]) for one in kind.members)


def _paths(tree: Struct, above: str = "") -> Iterator[str]:
    for member in tree.members:
        path = f"{above}{member.name}"
        if isinstance(member.type, Struct):
            yield from _paths(member.type, f"{path}.")
        else:
            yield path
