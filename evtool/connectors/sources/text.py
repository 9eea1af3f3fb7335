"""From the text of an event to a change; a text that is no event is a change with a problem."""

from __future__ import annotations

import hashlib
from typing import Any

from evtool.connectors.source import Change
from evtool.intake.event.json_text import TextError, parse

_SHOWN = 16


def change_of(raw: bytes, position: Any = None, identity: Any = None) -> Change:
    """The change of one JSON text in UTF-8.

    Args:
        raw: The text as the store has it.
        position: See `Change`.
        identity: See `Change`.
    """
    try:
        event = parse(raw)
    except TextError as error:
        return Change(None, position, identity, raw, str(error))
    if not isinstance(event, dict):
        return Change(None, position, identity, raw, "an event must be a JSON object")
    return Change(event, position, identity, raw)


def digest(raw: bytes) -> str:
    """Some hexadecimal digits that stand for a content.

    In an identity they keep apart what stands at one place, one after the other: ids of rows
    are used again, and files are replaced.
    """
    return hashlib.sha256(raw).hexdigest()[: 2 * _SHOWN]
