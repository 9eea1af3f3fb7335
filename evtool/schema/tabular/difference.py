"""What a table lacks of the columns that it should have, and what does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.dialect.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Misfit:
    """A column that is there with a type that does not hold what comes."""

    column: str
    have: str
    want: str

    def __str__(self) -> str:
        """Both types."""
        return f"the column {self.column} is {self.have}, and must be {self.want}"


@dataclass(frozen=True, slots=True)
class Difference:
    """Columns to add, and to widen; misfits, which nothing but people can repair."""

    add: tuple[Column, ...]
    widen: tuple[Column, ...]
    misfits: tuple[Misfit, ...]


def difference(
    have: Mapping[str, str], columns: Sequence[Column], dialect: Dialect, key: Sequence[str] = ()
) -> Difference:
    """Compare the columns of a table, by name with their types, with those wanted.

    More columns in the table are no difference: nothing is ever dropped. Nor is a text that
    is wider than it has to be; one that is narrower is.
    """
    add, widen, misfits = [], [], []
    for column in columns:
        found = have.get(column.name)
        if found is None:
            add.append(column)
        elif column.name in key or dialect.holds(found, column.type):
            continue
        elif dialect.can_widen(found, column.type):
            widen.append(column)
        else:
            misfits.append(Misfit(column.name, found, dialect.type_of(column.type)))
    return Difference(tuple(add), tuple(widen), tuple(misfits))
