"""Looking into settings that may hold anything anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ABSENT = object()
"""Stands for what is not there; null is there."""


def value_at(value: Any, tokens: Sequence[str]) -> Any:
    """The value that tokens lead to in maps and lists; `ABSENT` if they lead nowhere."""
    for token in tokens:
        if isinstance(value, Mapping) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return ABSENT
    return value


def map_at(value: Any, *tokens: str) -> Mapping[str, Any]:
    """The map that tokens lead to; an empty one where there is none."""
    found = value_at(value, tokens)
    return found if isinstance(found, Mapping) else {}


def text_at(value: Any, *tokens: str) -> str | None:
    """The text that tokens lead to; None where there is none, or an empty one."""
    found = value_at(value, tokens)
    return found if isinstance(found, str) and found else None


def texts_at(value: Any, *tokens: str) -> list[tuple[int, str]]:
    """The texts in the list that tokens lead to, with their positions."""
    found = value_at(value, tokens)
    items = found if isinstance(found, list) else []
    return [(at, item) for at, item in enumerate(items) if isinstance(item, str)]


def is_number(value: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
