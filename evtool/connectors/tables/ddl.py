"""The statements that bring a store's table to the columns that its events need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evtool.errors import ConfigurationError
from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.dialect.dialect import Dialect
from evtool.schema.tabular.difference import Misfit, difference
from evtool.schema.tabular.names import fitting

ID = "_meta_id"


def statements(
    name: str,
    columns: Sequence[Column],
    have: Mapping[str, str],
    dialect: Dialect,
    key: Sequence[str] = (),
) -> list[str]:
    """What is to be done, given the columns that are there; none: the table is not.

    Raises:
        ConfigurationError: It is there, and its types do not hold what comes.
    """
    if not have:
        return [dialect.create(name, columns, key)]
    found = difference(have, columns, dialect, key)
    if found.misfits:
        raise other_types(name, found.misfits)
    return [
        *(dialect.add(name, column) for column in found.add),
        *(dialect.widen(name, column) for column in found.widen),
    ]


def other_types(name: str, misfits: Sequence[Misfit]) -> ConfigurationError:
    """A table is there whose types do not hold what comes."""
    return ConfigurationError(
        f"the table {name} has other types: {'; '.join(map(str, misfits))}",
        hint="rename it, or set `prefix` so that the connector makes its own",
    )


def unique_id(name: str, dialect: Dialect) -> str:
    """The statement that lets a table have each `meta.id` once."""
    index = dialect.quote(fitting(f"{name}_meta_id", dialect.limit))
    return f"CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {dialect.quote(name)} ({ID})"


def repeated_id(name: str) -> ConfigurationError:
    """The table cannot get that index."""
    return ConfigurationError(
        f"the table {name} has a meta.id more than once already",
        hint="remove the rows that are repeated, or `unique_id`",
    )
