"""Records as JSON lines, byte for byte: what `log export` writes and `log import` reads.

    {"topic": "a", "partition": 0, "offset": 7, "timestamp": 1714564800000,
     "key": null, "headers": [["name", "text"]], "value": {...}}

(one line). The value stands there as it is in the log, digit for digit. What is no JSON on
one line, or no UTF-8, is base64: `value_base64`, `key_base64`, and a header's value as
`{"base64": "..."}`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from evtool.log.event_log import LogError
from evtool.log.record import Entry, Headers, Record

_MEMBERS = frozenset(
    {
        "topic", "partition", "offset", "timestamp", "key", "key_base64", "headers", "value",
        "value_base64",
    }
)  # fmt: skip
_SPACE = " \t\n\r"


def record_line(record: Record) -> str:
    """A record as one line, without its newline."""
    head: dict[str, Any] = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        **_named("key", record.key),
        "headers": [[name, _header(value)] for name, value in record.headers],
    }
    value = _as_json(record.value)
    if value is None:
        head["value_base64"] = _base64(record.value)
        return json.dumps(head, ensure_ascii=False)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "value": {value}}}'


def is_record(line: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a record as it is written here, and no plain event."""
    has_value = "value" in line or "value_base64" in line
    return has_value and {"topic", "timestamp"} <= line.keys() <= _MEMBERS


def entry_of(line: str, members: Mapping[str, Any]) -> Entry:
    """The entry that a line is, for the same partition.

    Args:
        line: The line itself: the value is taken from it as it stands there.
        members: The same, parsed.

    Raises:
        LogError: It does not fit.
    """
    try:
        if "value_base64" in members:
            value = base64.b64decode(members["value_base64"], validate=True)
        else:
            value = raw_member(line, "value").encode()
        return Entry(
            _checked(members["topic"], str),
            value,
            _checked(members["timestamp"], int),
            _key(members),
            _headers(members.get("headers", [])),
            _checked(members.get("partition", 0), int),
        )
    except (TypeError, ValueError, KeyError) as error:
        raise LogError(f"no record as `log export` writes it: {error}") from error


def raw_member(text: str, name: str) -> str:
    """The text of one member of a JSON object, as it stands there; the last of equal names.

    Raises:
        ValueError: The text is no JSON object, or has no such member.
    """
    decoder = json.JSONDecoder()
    found = None
    at = _skip(text, text.index("{") + 1)
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)
        _, end = decoder.raw_decode(text, start)
        if key == name:
            found = text[start:end]
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at
    if found is None:
        raise ValueError(f"no member {name!r}")
    return found


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at


def _as_json(value: bytes) -> str | None:
    """A value as it can stand in a line; None where only base64 keeps it."""
    try:
        text = value.decode()
        json.loads(text)
    except ValueError:
        return None
    is_line = text == text.strip(_SPACE) and "\n" not in text and "\r" not in text
    return text if is_line else None


def _named(name: str, value: bytes | None) -> dict[str, str | None]:
    if value is None:
        return {name: None}
    try:
        return {name: value.decode()}
    except UnicodeDecodeError:
        return {f"{name}_base64": _base64(value)}


def _header(value: bytes) -> str | dict[str, str]:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": _base64(value)}


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _key(members: Mapping[str, Any]) -> bytes | None:
    if "key_base64" in members:
        return base64.b64decode(members["key_base64"], validate=True)
    key = members.get("key")
    return None if key is None else _checked(key, str).encode()


def _headers(given: Any) -> Headers:
    return tuple(
        (
            _checked(name, str),
            value.encode()
            if isinstance(value, str)
            else base64.b64decode(value["base64"], validate=True),
        )
        for name, value in given
    )


def _checked(value: Any, kind: type) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
