"""What an array of events shows before its events are parsed: the text and the way of each.

Many events at once are best parsed one by one, each just before it is validated and written:
its values are then still in the processor's cache, and are gone again before the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from evtool.intake.event.json_text import may_end_together

FEWEST = 8
"""Fewer events are not worth being looked at twice."""


class _Meta(msgspec.Struct, gc=False):
    stream: str


class Head(msgspec.Struct, gc=False):
    """Which schema an event names, and in its `meta` which stream."""

    uri: str = msgspec.field(name="$schema")
    meta: _Meta


class Unread(NamedTuple):
    """The events of an array: the bytes of each, and what it names."""

    texts: Sequence[bytes]
    heads: Sequence[Head]


_TEXTS = msgspec.json.Decoder(list[msgspec.Raw])
_HEADS = msgspec.json.Decoder(list[Head])
_HEAD = msgspec.json.Decoder(Head)


def look_at(text: bytes) -> Unread | None:
    """The heads of the events of an array; None where it is better to parse it at once.

    That is so where it has few events, where one of them does not name its schema and its
    stream, where the text is no array, and where so much may end together that an event could not
    be written. What it gives is a guess: a text within it may still turn out to be no JSON.
    """
    if not text.startswith(b"[") or may_end_together(text):
        return None
    try:
        texts = _TEXTS.decode(text)
        if len(texts) < FEWEST:
            return None
        return Unread([*map(bytes, texts)], _HEADS.decode(text))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def head_of(text: bytes) -> Head | None:
    """What one event names; None where it does not name both, or is none."""
    try:
        return _HEAD.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
