"""One table: the columns of the versions seen so far, and the rows of their events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evtool.connectors.batch import Delivery
from evtool.schema.tabular.columns import COORDINATES, Column, Nested, columns_of
from evtool.schema.tabular.convert import Convert, Leaf, Row, row_maker
from evtool.schema.tabular.model import Kind, Scalar, Struct, Type
from evtool.schema.tabular.union import union
from evtool.schema.tabular.values import Unfit

_ID, _DT = 3, 4


class Shape:
    """How a store wants its columns: what `Table` needs to know of a dialect."""

    def __init__(
        self, limit: int, leaf: Leaf, stored: Callable[[Type], Type], nested: Nested
    ) -> None:
        self.limit = limit
        self.nested = nested
        self.leaf = leaf
        self._stored = stored
        self.moment: Convert = leaf(Scalar(Kind.TIMESTAMP))
        self.text: Convert = leaf(Scalar(Kind.STRING))

    def columns(self, tree: Struct) -> tuple[Column, ...]:
        """The columns of a tree, each as the store keeps it."""
        return tuple(self._kept(one) for one in columns_of(tree, self.nested, self.limit))

    def whole(self, tree: Struct) -> tuple[Column, ...]:
        """The columns of a tree with its objects as structs."""
        return tuple(self._kept(one) for one in columns_of(tree, "keep", self.limit))

    def _kept(self, column: Column) -> Column:
        kind = self._type(column.type)
        return Column(column.name, kind, column.path, column.description)

    def _type(self, kind: Type) -> Type:
        """The type of a store; structs stay such, whose members are columns where laid flat."""
        if not isinstance(kind, Struct):
            return self._stored(kind)
        return Struct(tuple(replace(one, type=self._type(one.type)) for one in kind.members))


class Table:
    """The table of one major version of a stream.

    `changed` is set while the store does not know all its columns.
    """

    def __init__(self, name: str, shape: Shape) -> None:
        self.name = name
        self.changed = True
        self.columns: tuple[Column, ...] = COORDINATES
        self._shape = shape
        self._tree = Struct()
        self._again: dict[int, tuple[int, tuple[str, str], Convert]] = {}
        self._make: Callable[[Any, Row], Row] = lambda _, row: row

    def admit(self, tree: Struct) -> None:
        """Let events of one more version in.

        Raises:
            NotAdditive: Its types differ from those before.
        """
        self._tree = union(self._tree, tree)
        columns = self._shape.columns(self._tree)
        if columns != self.columns:
            self.columns = columns
            self.changed = True
            self._make = row_maker(columns, self._shape.leaf)
            at = {column.path: index for index, column in enumerate(columns)}
            self._again = {
                _ID: (at.get(("meta", "id"), 0), ("meta", "id"), self._shape.text),
                _DT: (at.get(("meta", "dt"), 0), ("meta", "dt"), self._shape.moment),
            }

    @property
    def whole(self) -> tuple[Column, ...]:
        """The columns with objects as structs, whose leaves are those of the rows in order."""
        return self._shape.whole(self._tree)

    def row(self, delivery: Delivery, schema: str) -> Row:
        """The values of an event, in the order of the columns.

        Raises:
            Unfit: A value does not fit its column.
        """
        record, event = delivery.record, delivery.event
        row: Row = [record.topic, record.partition, record.offset, None, None, schema]
        self._make(event, row)
        for at, (same, path, convert) in self._again.items():
            # What the event's own columns have already is not converted a second time.
            row[at] = row[same] if same else _found(event, path, convert, self.columns[at].name)
        if row[_DT] is None:
            row[_DT] = self._shape.moment(_appended(record.timestamp))
        return row


def _found(event: Mapping[str, Any], path: Sequence[str], convert: Convert, column: str) -> Any:
    meta = event.get(path[0])
    value = meta.get(path[1]) if type(meta) is dict else None
    try:
        return None if value is None else convert(value)
    except ValueError as error:
        raise Unfit(column, value, str(error)) from error


def _appended(milliseconds: int) -> str:
    """When a record was appended, as events have it."""
    moment = dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def names_of(columns: Sequence[Column]) -> list[str]:
    """The names of columns."""
    return [column.name for column in columns]
