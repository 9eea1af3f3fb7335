"""One table: the columns of the versions seen so far, and the rows of their events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from evtool.connectors.batch import Delivery
from evtool.schema.tabular.columns import COORDINATES, Column, Nested, columns_of
from evtool.schema.tabular.convert import Convert, Leaf, Row, row_maker
from evtool.schema.tabular.model import Kind, Scalar, Struct, Type
from evtool.schema.tabular.union import union
from evtool.schema.tabular.values import Unfit


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
        return tuple(
            Column(one.name, self._stored(one.type), one.path, one.description)
            for one in columns_of(tree, self.nested, self.limit)
        )


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
        self._known: set[int] = set()
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

    def row(self, delivery: Delivery, schema: str) -> Row:
        """The values of an event, in the order of the columns.

        Raises:
            Unfit: A value does not fit its column.
        """
        record, event = delivery.record, delivery.event
        meta = event.get("meta")
        found = meta if type(meta) is dict else {}
        row: Row = [
            record.topic,
            record.partition,
            record.offset,
            self._checked("_meta_id", self._shape.text, found.get("id")),
            self._checked(
                "_dt", self._shape.moment, found.get("dt") or _appended(record.timestamp)
            ),
            schema,
        ]
        return self._make(event, row)

    @staticmethod
    def _checked(column: str, convert: Convert, value: Any) -> Any:
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
