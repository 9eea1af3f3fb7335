"""The ids of events that have none: made of the source and of the place in it."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode

_NAMES = uuid.UUID("8b1d1d0c-6d0b-5c0e-9a63-0f9bb9d1c3a4")
_LETTERS = uuid.UUID("c5b7c2f0-0e0f-5d5b-8c36-7f4cbf6f2e11")


def event_id(source: str, change: Any) -> str:
    """The `meta.id` of an event: the same whenever the change is read again.

    Args:
        source: The identity of the source.
        change: What tells the change from all others of the source, as JSON.
    """
    return _id(_NAMES, source, change)


def letter_id(source: str, change: Any) -> str:
    """The `meta.id` of the error event about a change."""
    return _id(_LETTERS, source, change)


def _id(names: uuid.UUID, source: str, change: Any) -> str:
    """A UUID of version 5, made without the detour over an object for each event."""
    text = _encode([source, change])  # JSON of both: no two pairs make one text
    digits = hashlib.sha1(names.bytes + text.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
