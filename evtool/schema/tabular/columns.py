"""A type tree -> the columns of a table, nested objects laid flat or left whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evtool.schema.tabular.model import Json, Kind, Scalar, Struct, Type
from evtool.schema.tabular.names import free_name, plain_name

Nested = Literal["flatten", "json", "keep"]
"""Nested objects: a column for each member (`a__b`), one of JSON, or a struct."""

SEPARATOR = "__"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type, and the way to its value in an event."""

    name: str
    type: Type
    path: tuple[str, ...]
    description: str = ""


COORDINATES: tuple[Column, ...] = (
    Column("_topic", Scalar(Kind.STRING, max_length=249), (), "The topic of the record."),
    Column("_partition", Scalar(Kind.INTEGER), (), "The partition of the record."),
    Column("_offset", Scalar(Kind.INTEGER), (), "The offset of the record in its partition."),
    Column("_meta_id", Scalar(Kind.STRING), (), "The meta.id of the event."),
    Column("_dt", Scalar(Kind.TIMESTAMP), (), "meta.dt, or when the record was appended."),
    Column("_schema", Scalar(Kind.STRING), (), "The $schema of the event."),
)
"""What every table has before the event's own columns."""


def columns_of(
    tree: Struct, nested: Nested, limit: int, before: Sequence[Column] = COORDINATES
) -> tuple[Column, ...]:
    """`before`, then the columns of a tree.

    Of two properties that would have one name, the later gets a hash: a version that adds
    one never renames what is there.
    """
    found = list(before)
    taken = {column.name for column in found}
    for path, kind, description in _leaves(tree, (), nested):
        name = SEPARATOR.join(plain_name(part) for part in path)
        name = free_name(name, "\0".join(path), limit, taken)
        taken.add(name)
        found.append(Column(name, kind, path, description))
    return tuple(found)


def _leaves(
    tree: Struct, above: tuple[str, ...], nested: Nested
) -> Iterator[tuple[tuple[str, ...], Type, str]]:
    for member in tree.members:
        path = (*above, member.name)
        if not isinstance(member.type, Struct) or nested == "keep":
            yield path, member.type, member.description
        elif nested == "json":
            yield path, Json(), member.description
        else:
            yield from _leaves(member.type, path, nested)
