"""Arrow, and Parquet with it: every type of the tree as it is; an enum is a dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.convert import Convert, default_leaf
from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Scalar, Struct, Type

LIMIT = 1_000


def arrow_leaf(kind: Scalar | Json) -> Convert:
    """How values are converted for Arrow; it reads moments from `datetime`."""
    return default_leaf(kind)


def without_enums(kind: Type) -> Type:
    """A type of plain texts: table formats have no dictionaries."""
    match kind:
        case Scalar():
            return Scalar(kind.kind)
        case ListOf():
            return ListOf(without_enums(kind.item))
        case MapOf():
            return MapOf(without_enums(kind.value))
        case Struct():
            return Struct(tuple(replace(one, type=without_enums(one.type)) for one in kind.members))
        case Json():
            return kind


def arrow_schema(columns: Sequence[Column]) -> Any:
    """The schema of columns, each with its description as metadata."""
    import pyarrow as pa

    return pa.schema([_field(pa, one.name, one.type, one.description) for one in columns])


def _field(pa: Any, name: str, kind: Type, description: str) -> Any:
    metadata = {"description": description} if description else None
    return pa.field(name, arrow_type(kind), nullable=True, metadata=metadata)


def arrow_type(kind: Type) -> Any:
    """The type of a node."""
    import pyarrow as pa

    match kind:
        case Scalar():
            return _scalar(pa, kind)
        case Json():
            return pa.utf8()
        case ListOf():
            return pa.list_(arrow_type(kind.item))
        case MapOf():
            return pa.map_(pa.utf8(), arrow_type(kind.value))
        case Struct():
            return pa.struct([_field(pa, one.name, one.type, "") for one in kind.members])


def _scalar(pa: Any, kind: Scalar) -> Any:
    if kind.enum and kind.kind is Kind.STRING:
        return pa.dictionary(pa.int32(), pa.utf8())
    return {
        Kind.BOOLEAN: pa.bool_(),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.STRING: pa.utf8(),
        Kind.TIMESTAMP: pa.timestamp("us", "UTC"),
        Kind.DATE: pa.utf8(),
    }[kind.kind]
