"""JSON values as text that any reader understands."""

from __future__ import annotations

import json
import re
from typing import Any

_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def json_text(value: Any, *, indent: int | None = None) -> str:
    """One JSON value, other alphabets readable.

    Escaped are also what a terminal would obey (control characters above ASCII, and
    those that change the direction of text), other line breaks, and what UTF-8 cannot
    carry: lone surrogates, of a JSON string or of a file name that is not UTF-8.
    """
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
