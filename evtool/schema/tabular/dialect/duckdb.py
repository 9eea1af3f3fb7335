"""DuckDB: lists and maps of single values are its own types; deeper ones are JSON."""

from __future__ import annotations

from evtool.schema.tabular.dialect.dialect import Dialect
from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Scalar, Struct, Type

_TYPES = {
    Kind.BOOLEAN: "BOOLEAN",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.STRING: "VARCHAR",
    Kind.TIMESTAMP: "TIMESTAMP WITH TIME ZONE",
    Kind.DATE: "VARCHAR",
}


def _stored(kind: Type) -> Type:
    """A list or map of objects is JSON: the members of these can grow without a new type."""
    match kind:
        case Scalar() | ListOf(item=Scalar()) | MapOf(value=Scalar()):
            return kind
        case _:
            return Json()


def _type(kind: Type) -> str:
    match kind:
        case Scalar():
            return _TYPES[kind.kind]
        case ListOf():
            return f"{_type(kind.item)}[]"
        case MapOf():
            return f"MAP(VARCHAR, {_type(kind.value)})"
        case Json() | Struct():
            return "JSON"


DUCKDB = Dialect(
    "duckdb",
    limit=200,
    stored=_stored,
    type_of=_type,
    fits={"bigint": frozenset({"hugeint"}), "json": frozenset({"varchar"})},
    aliases={"timestamptz": "timestamp with time zone", "text": "varchar"},
)
