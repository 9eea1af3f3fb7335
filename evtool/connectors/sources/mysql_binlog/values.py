"""Values of MySQL and MariaDB as JSON: of the binary log, and of a SELECT, alike."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from evtool.connectors.sources import values
from evtool.connectors.sources.capture.row import Kind

FLOAT, BIT, TIME, JSON_TYPE, SET, STRING = 4, 16, 19, 245, 248, 254
"""Codes of types in the binary log, where a value alone does not tell what it is."""

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "int", "year"), "integer"),
    **dict.fromkeys(("bigint", "bit"), "bigint"),
    "decimal": "decimal",
    **dict.fromkeys(("float", "double"), "float"),
    "date": "date",
    **dict.fromkeys(("datetime", "timestamp"), "date-time"),
    **dict.fromkeys(
        (
            *("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"),
            *("geometry", "point", "linestring", "polygon", "multipoint", "multilinestring"),
            *("multipolygon", "geometrycollection", "uuid", "inet6", "inet4"),
        ),
        "bytes",
    ),
}
"""What the types of `information_schema` are in events; all others are text."""


def logged(value: Any, column: Any, absent: str | None = None) -> Any:
    """A value of the binary log, by the column of its table map; `absent` says why it is None."""
    if value is None:
        return "" if column.type == SET and absent == "empty set" else None
    convert = _LOGGED.get(column.type)
    return plain(value) if convert is None else convert(value, column)


def _string(value: Any, column: Any) -> Any:
    """CHAR, or BINARY, whose zeros at the end the log leaves out."""
    if column.character_set_name != "binary":
        return value
    return values.binary(_padded(value, column.max_length))


def _padded(value: bytes | str, length: int) -> bytes:
    """Bytes of full length; the library makes a text of nothing at all."""
    return (value if isinstance(value, bytes) else b"").ljust(length, b"\0")


def _span(value: datetime.timedelta) -> datetime.timedelta:
    """A span as the library gives it; it takes the fraction of a negative one the wrong way.

    -58.99 s stand in the log as -59 s and 1 hundredth, and it subtracts that hundredth.
    """
    second = datetime.timedelta(seconds=1)
    fraction = -value % second
    if value >= datetime.timedelta() or not fraction:
        return value
    return value + fraction - (second - fraction)


_LOGGED: Mapping[int, Callable[[Any, Any], Any]] = {
    SET: lambda value, column: ",".join(word for word in column.set_values if word in value),
    BIT: lambda value, _: values.whole(int(value, 2)),
    FLOAT: lambda value, _: values.single(value),
    JSON_TYPE: lambda value, _: document(_decoded(value)),
    TIME: lambda value, _: values.duration(_span(value)),
    STRING: _string,
}


def selected(value: Any, type_: str) -> Any:
    """A value of a SELECT, by the type that `information_schema` has for its column."""
    if value is None:
        return None
    if type_ == "bit":
        return values.whole(int.from_bytes(value, "big"))
    if type_ == "float":
        return values.single(value)
    if type_ == "json":
        return document(json.loads(value, parse_float=Decimal))
    if type_ in {"date", "datetime", "timestamp"} and isinstance(value, str):
        return None  # 0000-00-00 is no day, and the library leaves it as it is
    return plain(value)


def plain(value: Any) -> Any:
    """A value as its Python type says."""
    return values.plain(value, document)


def document(value: Any) -> str:
    """JSON as text, written in one way."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_number)


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _decoded(value: Any) -> Any:
    """JSON of the binary log has texts as bytes."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return {_decoded(key): _decoded(one) for key, one in value.items()}
    return [_decoded(one) for one in value] if isinstance(value, (list, tuple)) else value


def key_json(value: Any) -> Any:
    """A part of a key as JSON from which the same value can be made again."""
    match value:
        case int() | str():
            return value
        case bytes() | bytearray():
            return {"bytes": bytes(value).hex()}
        case Decimal():
            return {"decimal": str(value)}
    return {"text": str(value)}


def key_value(saved: Any) -> Any:
    """What `key_json` was made of; times stay text, which the server compares as times.

    Raises:
        ValueError: It was made of nothing.
    """
    match saved:
        case int() | str():
            return saved
        case {"bytes": str(text)}:
            return bytes.fromhex(text)
        case {"decimal": str(text)}:
            return Decimal(text)
        case {"text": str(text)}:
            return text
    raise ValueError(f"no part of a key: {saved!r}")
