"""The key of a record: equal keys keep their order, in one partition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evtool.intake.event.json_text import dump

Key = Callable[[dict[str, Any]], bytes]
"""The key of an event; raises `KeyMissing`."""

LONGEST_KEY = 64 * 1024
"""Bytes of the longest key."""


class KeyMissing(Exception):
    """A field that is part of the key is not in the event."""


def compile_key(fields: Any) -> Key | None:
    """What makes the key of `message_key_fields`: {name in the key: way into the event}.

    None where nothing of the kind is configured.
    """
    if not isinstance(fields, Mapping) or not fields:
        return None
    ways = [(str(name), str(way).split(".")) for name, way in fields.items()]

    def key(event: dict[str, Any]) -> bytes:
        made = dump({name: _at(event, way, name) for name, way in ways})
        if len(made) > LONGEST_KEY:
            raise KeyMissing(f"the message key has over {LONGEST_KEY:,} bytes")
        return made

    return key


def _at(event: Any, way: list[str], name: str) -> Any:
    value = event
    for token in way:
        if not isinstance(value, dict) or token not in value:
            text = f"Failed extracting {name} from event, field {'.'.join(way)} is not defined."
            raise KeyMissing(text)
        value = value[token]
    return value
