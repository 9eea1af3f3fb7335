"""The statements that bring a store's table to the columns that its events need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evtool.connectors.tables.table import Table
from evtool.errors import ConfigurationError
from evtool.schema.tabular.dialect.dialect import Dialect
from evtool.schema.tabular.difference import difference


def statements(
    table: Table, have: Mapping[str, str], dialect: Dialect, key: Sequence[str] = ()
) -> list[str]:
    """What is to be done, given the columns that are there; none: the table is not.

    Raises:
        ConfigurationError: It is there, and its types do not hold what comes.
    """
    if not have:
        return [dialect.create(table.name, table.columns, key)]
    found = difference(have, table.columns, dialect, key)
    if found.misfits:
        raise ConfigurationError(
            f"the table {table.name} has other types: {'; '.join(map(str, found.misfits))}",
            hint="rename it, or set `prefix` so that the connector makes its own",
        )
    return [
        *(dialect.add(table.name, column) for column in found.add),
        *(dialect.widen(table.name, column) for column in found.widen),
    ]
