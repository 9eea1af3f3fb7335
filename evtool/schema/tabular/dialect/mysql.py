"""MySQL and MariaDB: short texts are VARCHAR, moments are UTC without a zone, the rest JSON."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from evtool.schema.tabular.convert import Convert, default_leaf
from evtool.schema.tabular.dialect.dialect import Dialect, only_scalars
from evtool.schema.tabular.model import Json, Kind, Scalar, Type
from evtool.schema.tabular.values import to_text, to_utc

_LONGEST_VARCHAR = 1024
_LONGEST_TEXT = 65_535
_LONGEST_KEY = 255
_FIRST = dt.datetime(1000, 1, 1)  # noqa: DTZ001 - DATETIME has no zone
_TYPES = {
    Kind.BOOLEAN: "tinyint(1)",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double",
    Kind.TIMESTAMP: "datetime(6)",
}


def _type(kind: Type) -> str:
    if not isinstance(kind, Scalar):
        return "json"
    if kind.kind in _TYPES:
        return _TYPES[kind.kind]
    if kind.max_length is not None and kind.max_length <= _LONGEST_VARCHAR:
        return f"varchar({kind.max_length})"
    return "text"


def _key(kind: Type) -> str:
    """A text in a key compares byte by byte: what differs in case is not the same."""
    if isinstance(kind, Scalar) and kind.kind in (Kind.STRING, Kind.DATE):
        longest = min(kind.max_length or _LONGEST_KEY, _LONGEST_KEY)
        return f"varchar({longest}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    return _type(kind)


def _leaf(kind: Scalar | Json) -> Convert:
    if isinstance(kind, Json):
        return default_leaf(kind)
    if kind.kind is Kind.TIMESTAMP:
        return _moment
    if kind.kind in (Kind.STRING, Kind.DATE):
        if kind.max_length is not None and kind.max_length <= _LONGEST_VARCHAR:
            return partial(_short, kind.max_length)
        return _long
    return default_leaf(kind)


def _short(longest: int, value: Any) -> str:
    text = to_text(value)
    if len(text) > longest:
        raise ValueError(f"it has more than {longest:,} characters")
    return text


def _long(value: Any) -> str:
    text = to_text(value)
    if len(text) * 4 > _LONGEST_TEXT and len(text.encode("utf-8", "replace")) > _LONGEST_TEXT:
        raise ValueError(f"it has more than {_LONGEST_TEXT:,} bytes")
    return text


def _moment(value: Any) -> dt.datetime:
    found = to_utc(value)
    if found < _FIRST:
        raise ValueError("it is before the year 1000")
    return found


def _comment(text: str) -> str:
    """At most 1,024 characters, as the server has it."""
    short = text if len(text) <= 1000 else f"{text[:1000]}..."
    return " COMMENT '" + short.replace("\\", "\\\\").replace("'", "''") + "'"


MYSQL = Dialect(
    "mysql",
    limit=64,
    stored=only_scalars,
    type_of=_type,
    # JSON is LONGTEXT in MariaDB; what information_schema says is compared.
    fits={"json": frozenset({"longtext"}), "text": frozenset({"text", "mediumtext", "longtext"})},
    leaf=_leaf,
    mark="`",
    key=_key,
    comment=_comment,
    ending=" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ROW_FORMAT=DYNAMIC",
    aliases={"bigint(20)": "bigint", "boolean": "tinyint(1)", "tinyint": "tinyint(1)"},
)
