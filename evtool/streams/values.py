"""Settings as JSON: what a YAML file can say and JSON cannot."""

from __future__ import annotations

import datetime
import json
from typing import Any


class NotJson(Exception):
    """A value that JSON does not have; `tokens` lead to it, `what` says what it is."""

    def __init__(self, tokens: tuple[str, ...], what: str) -> None:
        self.tokens = tokens
        self.what = what
        super().__init__(what)


def json_value(value: Any) -> Any:
    """The value as JSON has it: an unquoted time stamp becomes text, all else stays.

    Depth is bounded by that of documents (200 levels).

    Raises:
        NotJson: Infinity or not-a-number, binary data, half of a surrogate pair.
    """
    try:  # nearly every value is fine as it is, and this is by far the quickest way to know
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError):
        return _converted(value, ())
    return value


def _converted(value: Any, tokens: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {
            _converted(key, tokens): _converted(item, (*tokens, key)) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_converted(item, (*tokens, str(at))) for at, item in enumerate(value)]
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, bytes):
        raise NotJson(tokens, "binary data")
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError):
        what = "half of a surrogate pair" if isinstance(value, str) else f"the number {value}"
        raise NotJson(tokens, what) from None
    return value


def kind_of(value: Any) -> str:
    """What a value is, for people: `a map`, `a text`, ..."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {dict: "a map", list: "a list", str: "a text", int: "a number", float: "a number"}
    return names.get(type(value), type(value).__name__)


def is_texts(value: Any) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
