"""The events in a body, as values, and their received bytes when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from evtool.intake.event.heads import Head, head_of, look_at
from evtool.intake.event.json_text import EndTogether, TextError, is_array, parse, slices
from evtool.intake.event.refusal import Reason, Refusal

PLAIN = frozenset(
    {"application/json", "text/plain", "application/reports+json", "application/csp-report"}
)
"""The media types of the reference intake, and the reports of older browsers."""

NDJSON = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})
"""One event a line; empty lines are passed over."""


MOST_LINES = 100_000
"""Lines of a body: each costs time, be it empty."""


_FIRST = "(line 1, "


class PayloadError(Exception):
    """The body holds no events; the message says why."""


@dataclass(frozen=True)
class Payload:
    """The events of a body. `received` gives the bytes of each, in the same order.

    In the place of an event that could not be read stands its `Refusal`. Where there are
    `heads`, the events are still texts, which nobody has parsed.
    """

    events: Sequence[Any]
    received: Callable[[], Sequence[bytes]]
    heads: Sequence[Head] | None = None


Reader = Callable[[bytes], Payload]
"""Reads the decoded text of a body; raises `PayloadError`."""


def read_json(text: bytes) -> Payload:
    """The events of one JSON text: an array of them, or one object.

    Raises:
        PayloadError: It is not JSON, or another kind of value.
    """
    try:
        value = _read(text)
    except TextError as error:
        raise PayloadError(str(error)) from None
    if isinstance(value, list):
        return Payload(value, lambda: slices(text))
    if isinstance(value, Refusal):
        return Payload([value], lambda: [text])
    if isinstance(value, dict):
        return Payload([value] if value else [], lambda: [text])
    raise PayloadError("the body must be an object or an array")


def _read(text: bytes) -> Any:
    """The value of a text; an event that is too deep to be written is replaced by its refusal."""
    try:
        return parse(text)
    except EndTogether as error:
        if not is_array(text):
            return _too_deep(text, error)
    try:
        return [_event(item) for item in slices(text)]
    except RecursionError:
        raise TextError("nested too deeply") from None


def _event(text: bytes) -> Any:
    try:
        return parse(text)
    except EndTogether as error:
        return _too_deep(text, error)


def _too_deep(text: bytes, error: EndTogether) -> Refusal:
    head = head_of(text)
    uri, stream = (head.uri, head.meta.stream) if head else (None, None)
    return Refusal(Reason.TOO_DEEP, str(error), schema_uri=uri, stream=stream)


def glance(text: bytes) -> Payload:
    """As `read_json`; where an array has many events, these are not parsed yet.

    Raises:
        PayloadError: See `read_json`, but not for what is wrong within those events.
    """
    unread = look_at(text)
    if unread is None:
        return read_json(text)
    return Payload(unread.texts, lambda: unread.texts, unread.heads)


def read_lines(text: bytes) -> Payload:
    """The events of JSON lines.

    Raises:
        PayloadError: A line is not JSON; the message names it. Or there are too many.
    """
    if text.count(b"\n") > MOST_LINES:
        raise PayloadError(f"there are more than {MOST_LINES:,} lines")
    events: list[Any] = []
    lines: list[bytes] = []
    for number, line in enumerate(text.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            events.append(_read(line))
        except TextError as error:
            raise PayloadError(_in_line(number, str(error))) from None
        lines.append(line)
    return Payload(events, lambda: lines)


def _in_line(number: int, message: str) -> str:
    """A message about one line, with its number in the body."""
    if _FIRST in message:
        return message.replace(_FIRST, f"(line {number}, ")
    return f"line {number}: {message}"


def reader_of(media_type: str) -> Reader | None:
    """What reads bodies of a media type; None for those that hold no events."""
    if media_type in PLAIN:
        return read_json
    return read_lines if media_type in NDJSON else None
