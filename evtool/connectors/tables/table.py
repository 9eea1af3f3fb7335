"""One table: the columns of the versions seen so far, and the rows of their events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evtool.connectors.batch import Delivery
from evtool.schema.tabular.columns import COORDINATES, Column, Nested, columns_of
from evtool.schema.tabular.convert import Convert, Leaf, Values, column_maker
from evtool.schema.tabular.model import Kind, Scalar, Struct, Type
from evtool.schema.tabular.union import union

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
        self._again: dict[int, tuple[int, str, Convert]] = {}
        self._make = column_maker(())

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
            self._make = column_maker(columns, self._shape.leaf)
            at = {column.path: index for index, column in enumerate(columns)}
            self._again = {
                _ID: (at.get(("meta", "id"), 0), "id", self._shape.text),
                _DT: (at.get(("meta", "dt"), 0), "dt", self._shape.moment),
            }

    @property
    def whole(self) -> tuple[Column, ...]:
        """The columns with objects as structs, whose leaves are those of the rows in order."""
        return self._shape.whole(self._tree)

    def values(
        self, deliveries: Sequence[Delivery], events: Sequence[Mapping[str, Any]]
    ) -> tuple[list[Values], dict[int, str]]:
        """The values of events, column by column.

        Besides come the reasons of values that do not fit, by the place of the event.
        """
        made, bad = self._make(events)
        records = [one.record for one in deliveries]
        made[0] = [one[0] for one in records]
        made[1] = [one[1] for one in records]
        made[2] = [one[2] for one in records]
        made[5] = [event.get("$schema") for event in events]
        for at, (same, name, convert) in self._again.items():
            # What the event's own columns have already is not converted a second time.
            column = self.columns[at].name
            made[at] = made[same] if same else _found(events, name, convert, column, bad)
        if not all(made[_DT]):
            moment = self._shape.moment
            made[_DT] = [
                one or moment(_appended(record.timestamp))
                for one, record in zip(made[_DT], records, strict=True)
            ]
        return made, bad


def _found(
    events: Sequence[Mapping[str, Any]],
    name: str,
    convert: Convert,
    column: str,
    bad: dict[int, str],
) -> Values:
    """A member of `meta` that no column of the event's own has."""
    whole = [Column(column, Scalar(Kind.STRING), ("meta", name))]
    (values,), reasons = column_maker(whole, lambda _: convert)(events)
    for at, reason in reasons.items():
        bad.setdefault(at, reason)
    return values


def _appended(milliseconds: int) -> str:
    """When a record was appended, as events have it."""
    moment = dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def names_of(columns: Sequence[Column]) -> list[str]:
    """The names of columns."""
    return [column.name for column in columns]
