"""JSON values as text that any reader understands."""

from __future__ import annotations

import json
import re
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


def json_text(value: Any, *, indent: int | None = None) -> str:
    """One JSON value, other alphabets readable, and without anything UTF-8 cannot carry.

    Lone surrogates (of a JSON string, or of a file name that is not UTF-8) are escaped.
    """
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
