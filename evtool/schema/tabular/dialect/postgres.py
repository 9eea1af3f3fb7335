"""PostgreSQL: arrays of single values are its own; all else that is no single value is jsonb."""

from __future__ import annotations

from typing import Any

from evtool.schema.tabular.convert import Convert, default_leaf
from evtool.schema.tabular.dialect.dialect import Dialect
from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Scalar, Struct, Type
from evtool.schema.tabular.values import json_text, to_moment, to_text

_TYPES = {
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double precision",
    Kind.STRING: "text",
    Kind.TIMESTAMP: "timestamp with time zone",
    Kind.DATE: "text",
}


def _stored(kind: Type) -> Type:
    return kind if isinstance(kind, Scalar | ListOf) and _is_array(kind) else Json()


def _is_array(kind: Type) -> bool:
    return isinstance(kind, Scalar) or isinstance(getattr(kind, "item", None), Scalar)


def _type(kind: Type) -> str:
    match kind:
        case Scalar():
            return _TYPES[kind.kind]
        case ListOf():
            return f"{_type(kind.item)}[]"
        case Json() | MapOf() | Struct():
            return "jsonb"


def _leaf(kind: Scalar | Json) -> Convert:
    if isinstance(kind, Json):
        return _json_without_nul
    if kind.kind is Kind.TIMESTAMP:
        return _moment_text
    return _text_without_nul if kind.kind in (Kind.STRING, Kind.DATE) else default_leaf(kind)


def _text_without_nul(value: Any) -> str:
    if type(value) is not str:
        return to_text(value)
    if "\0" in value:
        raise ValueError("PostgreSQL has no NUL in texts")
    return value


def _moment_text(value: Any) -> str:
    """A moment stays a text, which the server reads as quickly; here it is only checked."""
    to_moment(value)
    return str(value)


def _json_without_nul(value: Any) -> str:
    text = json_text(value)
    if "\\u0000" in text:
        raise ValueError("PostgreSQL has no NUL in JSON")
    return text


POSTGRES = Dialect(
    "postgres",
    limit=63,
    stored=_stored,
    type_of=_type,
    fits={
        "bigint": frozenset({"numeric"}),
        "double precision": frozenset({"numeric"}),
        "text": frozenset({"character varying"}),
        "jsonb": frozenset({"json"}),
    },
    leaf=_leaf,
)
