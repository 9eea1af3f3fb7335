"""Rows as an Arrow table, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evtool.connectors.sink import RecordFailure
from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.convert import Row
from evtool.schema.tabular.dialect.arrow import arrow_schema


def arrow_table(columns: Sequence[Column], rows: Sequence[Row]) -> Any:
    """A table of rows that were made for these columns.

    Raises:
        RecordFailure: A text has half a character in it; which record is not known.
    """
    import pyarrow as pa

    schema = arrow_schema(columns)
    arrays = []
    for field, values in zip(schema, zip(*rows, strict=True), strict=True):
        try:
            arrays.append(pa.array(values, type=field.type))
        except (pa.ArrowException, UnicodeError, OverflowError) as error:
            raise RecordFailure(f"the column {field.name} cannot hold a value: {error}") from error
    return pa.Table.from_arrays(arrays, schema=schema)
