"""Columns as an Arrow table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

from evtool.connectors.sink import RecordFailure
from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.convert import Values
from evtool.schema.tabular.dialect.arrow import arrow_schema, arrow_type
from evtool.schema.tabular.model import Struct, Type


def arrow_table(
    columns: Sequence[Column],
    values: Sequence[Values],
    whole: Sequence[Column] | None = None,
) -> Any:
    """A table of values that were made for these columns.

    `whole` are the columns with their structs, where those of the values are laid flat. To put
    structs together of columns is several times as quick as to make them of objects. A struct
    without any value is null.

    Raises:
        RecordFailure: A text has half a character in it; which record is not known.
    """
    import pyarrow as pa

    schema = arrow_schema(columns)
    arrays = []
    for field, column in zip(schema, values, strict=True):
        try:
            arrays.append(pa.array(column, type=field.type))
        except (pa.ArrowException, UnicodeError, OverflowError) as error:
            raise RecordFailure(f"the column {field.name} cannot hold a value: {error}") from error
    if whole is None:
        return pa.Table.from_arrays(arrays, schema=schema)
    leaves = iter(arrays)
    built = [_built(column.type, leaves) for column in whole]
    return pa.Table.from_arrays(built, schema=arrow_schema(whole))


def hours_of(rows: Any) -> Any:
    """The beginning of the hour of each row, in UTC: an Arrow array without a zone."""
    from pyarrow import compute

    moments = rows.column("_dt").cast("timestamp[us]").combine_chunks()
    return compute.floor_temporal(moments, unit="hour")


def _built(kind: Type, leaves: Iterator[Any]) -> Any:
    """The next leaf; or a struct of as many as it has."""
    if not isinstance(kind, Struct):
        return next(leaves)
    import pyarrow as pa
    from pyarrow import compute

    inner = [_built(member.type, leaves) for member in kind.members]
    empty = reduce(compute.and_, [one.is_null() for one in inner])
    return pa.StructArray.from_arrays(inner, fields=list(arrow_type(kind)), mask=empty)
