"""What DuckDB answers, as JSON has it."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import math
from typing import Any


def plain(value: Any) -> Any:
    """A value as JSON has it: texts for times and bytes, whole numbers where they are.

    Numbers that JSON does not have, or that a double does not hold, are texts too.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return _number(value)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _number(value: decimal.Decimal) -> int | float | str:
    if value == value.to_integral_value():
        return int(value)
    return float(value) if decimal.Decimal(repr(float(value))) == value else str(value)
