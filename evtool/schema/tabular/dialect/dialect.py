"""What the dialects of SQL have in common, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.convert import Leaf, default_leaf
from evtool.schema.tabular.model import Json, Scalar, Type

_VARCHAR = re.compile(r"varchar\((\d+)\)")


@dataclass(frozen=True, eq=False)
class Dialect:
    """One way to write tables.

    `stored` says as what a type is kept, `type_of` names that type; `fits` are the types of
    existing columns, in small letters, that hold as much. `key` names a type that can be a
    part of a key, where a text cannot; `ending` stands after a table's columns.
    """

    name: str
    limit: int
    stored: Callable[[Type], Type]
    type_of: Callable[[Type], str]
    fits: Mapping[str, frozenset[str]]
    leaf: Leaf = default_leaf
    mark: str = '"'
    key: Callable[[Type], str] | None = None
    comment: Callable[[str], str] | None = None
    ending: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)

    def quote(self, name: str) -> str:
        """A name as it is written in a statement, whatever it is."""
        return f"{self.mark}{name.replace(self.mark, self.mark * 2)}{self.mark}"

    def names(self, columns: Sequence[Column] | Sequence[str]) -> str:
        """Columns as they are listed in a statement."""
        plain = [one if isinstance(one, str) else one.name for one in columns]
        return ", ".join(self.quote(one) for one in plain)

    def definition(self, column: Column, *, key: bool = False) -> str:
        """A column with its type and its comment. All but keys may be null: versions differ."""
        kind = self.key(column.type) if key and self.key else self.type_of(column.type)
        text = f"{self.quote(column.name)} {kind}{' NOT NULL' if key else ''}"
        if self.comment is None or not column.description:
            return text
        return f"{text}{self.comment(column.description)}"

    def create(self, table: str, columns: Sequence[Column], key: Sequence[str] = ()) -> str:
        """The statement that makes a table, unless it is there."""
        lines = [self.definition(column, key=column.name in key) for column in columns]
        if key:
            lines.append(f"PRIMARY KEY ({self.names(key)})")
        body = ",\n  ".join(lines)
        return f"CREATE TABLE IF NOT EXISTS {self.quote(table)} (\n  {body}\n){self.ending}"

    def add(self, table: str, column: Column) -> str:
        """The statement that adds a column."""
        return f"ALTER TABLE {self.quote(table)} ADD COLUMN {self.definition(column)}"

    def widen(self, table: str, column: Column) -> str:
        """The statement that makes room for longer texts."""
        return f"ALTER TABLE {self.quote(table)} MODIFY COLUMN {self.definition(column)}"

    def plain_type(self, written: str) -> str:
        """A type as `fits` has it: in small letters, aliases resolved, without what is obvious."""
        small = written.strip().lower()
        return self.aliases.get(small, small)

    def holds(self, written: str, kind: Type) -> bool:
        """Whether a column of an existing type takes all values of a type."""
        wanted = self.plain_type(self.type_of(kind))
        have = self.plain_type(written)
        if have == wanted or have in self.fits.get(wanted, ()):
            return True
        room, need = _room(have), _room(wanted)
        return need is not None and (have in self.fits.get("text", ()) or (room or 0) >= need)

    def can_widen(self, written: str, kind: Type) -> bool:
        """Whether an existing type is only too short a text for the values of a type."""
        have, wanted = self.plain_type(written), self.plain_type(self.type_of(kind))
        return _room(have) is not None and (_room(wanted) is not None or wanted == "text")


def only_scalars(kind: Type) -> Type:
    """JSON for all that is no single value."""
    return kind if isinstance(kind, Scalar) else Json()


def _room(written: str) -> int | None:
    """The length of a `varchar(n)`; None for any other type."""
    found = _VARCHAR.fullmatch(written)
    return int(found[1]) if found else None
