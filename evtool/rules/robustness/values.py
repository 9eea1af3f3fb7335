"""JSON values: their types, and how a sentence shows them."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

_MOST = 60


def is_of_type(value: Any, kind: str) -> bool:
    """Whether a value is of a type of JSON Schema; of an unknown type every value is."""
    test = _TESTS.get(kind)
    return test is None or test(value)


def is_number(value: Any) -> TypeGuard[float]:
    """Whether a value is a number of JSON: no boolean, no infinity."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _is_integer(value: Any) -> bool:
    return is_number(value) and (isinstance(value, int) or value.is_integer())


_TESTS: Mapping[str, Callable[[Any], bool]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "null": lambda value: value is None,
    "number": is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str | datetime.datetime),
}


def shown(value: Any) -> str:
    """A value as short JSON."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MOST else f"{text[: _MOST - 4]} ..."
