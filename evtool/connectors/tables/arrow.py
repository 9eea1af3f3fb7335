"""Rows as an Arrow table, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

from evtool.connectors.sink import RecordFailure
from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.convert import Row
from evtool.schema.tabular.dialect.arrow import arrow_schema, arrow_type
from evtool.schema.tabular.model import Struct, Type


def arrow_table(
    columns: Sequence[Column], rows: Sequence[Row], whole: Sequence[Column] | None = None
) -> Any:
    """A table of rows that were made for these columns.

    `whole` are the columns with their structs, where those of the rows are laid flat. To put
    structs together of columns is several times as quick as to make them of objects. A struct
    without any value is null.

    Raises:
        RecordFailure: A text has half a character in it; which record is not known.
    """
    import pyarrow as pa

    schema = arrow_schema(columns)
    arrays = []
    for at, field in enumerate(schema):
        values = [row[at] for row in rows]
        try:
            arrays.append(pa.array(values, type=field.type))
        except (pa.ArrowException, UnicodeError, OverflowError) as error:
            raise RecordFailure(f"the column {field.name} cannot hold a value: {error}") from error
    if whole is None:
        return pa.Table.from_arrays(arrays, schema=schema)
    leaves = iter(arrays)
    built = [_built(column.type, leaves) for column in whole]
    return pa.Table.from_arrays(built, schema=arrow_schema(whole))


def _built(kind: Type, leaves: Iterator[Any]) -> Any:
    """The next leaf; or a struct of as many as it has."""
    if not isinstance(kind, Struct):
        return next(leaves)
    import pyarrow as pa
    from pyarrow import compute

    inner = [_built(member.type, leaves) for member in kind.members]
    empty = reduce(compute.and_, [one.is_null() for one in inner])
    return pa.StructArray.from_arrays(inner, fields=list(arrow_type(kind)), mask=empty)
