"""PHP's arrays and conversions to text, as far as constraints need them.

A PHP array is an ordered map. Here it is a dict whose keys are all texts: PHP itself makes
a number of a key that is written like one, so nothing is lost.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

PhpArray = dict[str, Any]

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_EXPONENT = re.compile(r"E([+-])0*(\d)")
_PRECISION = 14  # PHP's setting `precision`, which its own configuration files leave alone


def is_integer_key(key: str) -> bool:
    """Whether PHP takes a key for a number."""
    return _INTEGER.fullmatch(key) is not None


def is_list(value: Any) -> bool:
    """Whether the keys are 0, 1, 2, ... in order; an empty array is a list too."""
    if isinstance(value, Mapping):
        return all(key == str(at) for at, key in enumerate(value))
    return isinstance(value, list)


def member(value: Any, key: str) -> Any:
    """The member of an array; None where it has none, which `isset` does not tell apart."""
    if isinstance(value, Mapping):
        return value.get(key)
    if is_integer_key(key) and 0 <= int(key) < len(value):
        return value[int(key)]
    return None


def members(value: Any) -> list[Any]:
    """The members of an array in order."""
    return list(value.values()) if isinstance(value, Mapping) else list(value)


def is_array(value: Any) -> bool:
    """Whether a value is an array for PHP: a map or a list."""
    return isinstance(value, Mapping | list)


def text_of(value: Any) -> str:
    """The value cast to a string: true is `1`, false and null are empty."""
    if isinstance(value, str):
        return value
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if is_array(value):
        return "Array"
    return str(value) if isinstance(value, int) else _float_text(value)


def _float_text(value: float) -> str:
    if value.is_integer() and abs(value) < 10**_PRECISION:
        return "-0" if value == 0 and math.copysign(1, value) < 0 else str(int(value))
    mantissa, sign, exponent = f"{value:.{_PRECISION}G}".partition("E")
    if not sign:
        return mantissa
    mantissa = mantissa if "." in mantissa else f"{mantissa}.0"
    return _EXPONENT.sub(r"E\1\2", f"{mantissa}E{exponent}")


def merge_recursive(below: PhpArray, above: PhpArray) -> PhpArray:
    """`array_merge_recursive` of two arrays: numbered members are appended and renumbered."""
    made: PhpArray = {}
    for array in (below, above):
        _merge_into(made, array)
    return made


def _merge_into(made: PhpArray, array: PhpArray) -> None:
    for key, value in array.items():
        if is_integer_key(key):
            made[_next_key(made)] = value
        elif key not in made:
            made[key] = value
        else:
            made[key] = _merged(made[key], value)


def _merged(below: Any, above: Any) -> PhpArray:
    """Two members of one key: both become arrays."""
    made = dict(below) if isinstance(below, dict) else {"0": below}
    if isinstance(above, dict):
        _merge_into(made, above)
    else:
        made[_next_key(made)] = above
    return made


def _next_key(array: PhpArray) -> str:
    numbers = [int(key) for key in array if is_integer_key(key)]
    return str(max([-1, *numbers]) + 1)


def as_php(value: Any) -> Any:
    """A JSON value as it comes out of PHP again: an empty map is a list, 1.0 is 1.

    Depth is bounded by that of documents (200 levels).
    """
    if isinstance(value, Mapping):
        if is_list(value):
            return [as_php(item) for item in value.values()]
        return {key: as_php(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_php(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value
