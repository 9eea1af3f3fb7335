"""How JavaScript reads JSON values, where that shows in an example and Python differs.

The reference generator trusts the types of a schema's keywords and converts as
JavaScript does (ECMA-262, sections 7.1 and 10.1.11): an example is only the same when
the conversions are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

_EXACT = 2**53
_INDEX_LIMIT = 2**32 - 1
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d+")


CONTAINERS: Final = (dict, list)
SCALARS: Final = (str, int, float, type(None))


class _Undefined:
    """The value of what is not there."""

    def __repr__(self) -> str:
        return "UNDEFINED"


UNDEFINED: Final = _Undefined()


def truthy(value: Any) -> bool:
    """Whether a condition holds: empty lists and objects are true, empty text is not."""
    if not value:
        return isinstance(value, CONTAINERS)
    return value is not UNDEFINED and not (isinstance(value, float) and math.isnan(value))


def ordered(names: Iterable[str]) -> list[str]:
    """The order of an object's keys: whole numbers first, ascending, then as written."""
    listed = list(names)
    if not listed or min(listed) > ":":  # no key starts with a digit
        return listed
    indexes = [name for name in listed if _is_index(name)]
    if not indexes:
        return listed
    return sorted(indexes, key=int) + [name for name in listed if not _is_index(name)]


def _is_index(name: str) -> bool:
    if not (name.isascii() and name.isdigit() and len(name) <= 10):
        return False
    return str(int(name)) == name and int(name) < _INDEX_LIMIT


def plain_number(value: float) -> int | float | None:
    """A computed number as JSON has it: whole ones as integers, what is no number as null."""
    if not math.isfinite(value):
        return None
    if value == math.floor(value) and abs(value) < _EXACT:
        return int(value)
    return value


def number_text(value: float) -> str:
    """The shortest decimal text of a double, in the notation that JavaScript chooses."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    _, parts, exponent = Decimal(repr(abs(value))).normalize().as_tuple()
    digits = "".join(map(str, parts))
    return sign + _placed(digits, len(digits) + int(exponent))


def _placed(digits: str, point: int) -> str:
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"


def text(value: Any) -> str:
    """The text that a value becomes."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(double(value))
    if isinstance(value, list):
        return ",".join("" if item is None else text(item) for item in value)
    return "undefined" if value is UNDEFINED else "[object Object]"


def double(value: float) -> float:
    """The double nearest to a JSON number: integers beyond all doubles are infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def number(value: Any) -> float:
    """The number that a value counts as in a comparison; NaN for most of what is none."""
    if isinstance(value, int | float):
        return double(value)
    if value is None:
        return 0.0
    if isinstance(value, dict) or value is UNDEFINED:
        return math.nan
    stripped = text(value).strip()
    if not stripped:
        return 0.0
    return float(stripped) if _NUMBER.fullmatch(stripped) else math.nan


def leading_number(value: Any) -> float:
    """The number that the text of a value starts with (`parseFloat`)."""
    found = _NUMBER.match(text(value).lstrip())
    return float(found.group()) if found else math.nan


def leading_integer(value: Any) -> float:
    """The whole number that the text of a value starts with (`parseInt`)."""
    found = _WHOLE.match(text(value).lstrip())
    return float(found.group()) if found else math.nan


def identity(value: Any) -> tuple[str, Any]:
    """What makes two values the same (`===`): kind and content, for containers the object."""
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, int | float):
        return "number", value
    if isinstance(value, CONTAINERS):
        return "object", id(value)
    return "other", value


def units(value: str) -> str:
    """A text as the 16-bit units that JavaScript counts: two for each rare character."""
    if value.isascii() or max(value) < "\U00010000":
        return value
    data = value.encode("utf-16-le", "surrogatepass")
    return "".join(chr(data[i] | data[i + 1] << 8) for i in range(0, len(data), 2))


def from_units(value: str) -> str:
    """The text of 16-bit units, pairs put together again."""
    if value.isascii():
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
