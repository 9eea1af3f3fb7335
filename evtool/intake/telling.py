"""Telling people at a terminal of every event, without drowning them.

Nothing here runs unless somebody is to be told: `Tally` alone counts.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import orjson

from evtool.errors import EvtoolError
from evtool.intake.event.refusal import Refusal
from evtool.intake.tally import Tally
from evtool.log.record import Entry
from evtool.schema.pointer import format_pointer

LOG = logging.getLogger("evtool.intake.events")

MOST_A_SECOND = 10
"""So many accepted events are told one by one, and so many refused ones; others are counted."""

_LONGEST_MESSAGE = 500
_LONGEST_NAME = 200
_LONGEST_VALUE = 40
_MOST_FACTS = 3
_ENVELOPE = frozenset({"$schema", "meta", "dt"})
_PREAMBLE = re.compile(r"Failed loading schema at \S+: |event of schema at .* in stream; ")
_STEP = re.compile(r"\.([A-Za-z_$][\w$]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]")


class Teller(Tally):
    """Counts, and tells each event as it comes."""

    def __init__(self) -> None:
        super().__init__()
        self._second = 0
        self._told: Counter[str] = Counter()
        self._untold: Counter[str] = Counter()

    def accept(self, entries: Sequence[Entry]) -> None:
        """See `Tally.accept`."""
        super().accept(entries)
        for entry in entries[: self._may_tell("accepted", len(entries))]:
            fields = accepted_fields(entry)
            text = "  ".join(filter(None, (fields["stream"], fields["schema"], fields["glance"])))
            LOG.info("accepted %s", text, extra={"fields": {"event": "event.accepted", **fields}})

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """See `Tally.refuse`."""
        super().refuse(refusals)
        for refusal in refusals[: self._may_tell("refused", len(refusals))]:
            fields = refused_fields(refusal)
            where = fields["stream"] or "an event"
            told = " ".join(filter(None, (fields["pointer"], fields["why"])))
            extra = {"fields": {"event": "event.refused", **fields}}
            LOG.warning("refused %s: %s", where, told, extra=extra)

    def fail(self, count: int, error: EvtoolError | None = None) -> None:
        """See `Tally.fail`."""
        super().fail(count, error)
        if self._may_tell("not written", 1):
            fields = {"event": "events.failed", "count": count}
            why = f": {error.message}" if error else ""
            text = f"{_events(count)} could not be written{why}"
            LOG.error(text, extra={"fields": fields})

    def end(self) -> None:
        """See `Tally.end`."""
        self._tell_rest()

    def _may_tell(self, what: str, count: int) -> int:
        """How many of so many events may be told one by one; the others are summarized."""
        now = time.monotonic()
        if int(now) != self._second:
            self._tell_rest()
            self._second = int(now)
            self._told.clear()
        may = min(count, max(0, MOST_A_SECOND - self._told[what]))
        self._told[what] += may
        if may < count:
            if not self._untold:
                _call_later(1.0 - now % 1.0, self._tell_rest)
            self._untold[what] += count - may
        return may

    def _tell_rest(self) -> None:
        if self._untold:
            counts = ", ".join(f"{count:,} more {what}" for what, count in self._untold.items())
            fields = {"event": "events.more", "counts": dict(self._untold)}
            LOG.info(counts, extra={"fields": fields})
            self._untold.clear()


def accepted_fields(entry: Entry) -> dict[str, Any]:
    """What is told of an event that is in the log: where it went, what it is, a glance at it."""
    event = orjson.loads(entry.value)
    meta = event.get("meta") or {}
    return {
        "stream": str(meta.get("stream", entry.topic))[:_LONGEST_NAME],
        "schema": str(event.get("$schema", ""))[:_LONGEST_NAME],
        "topic": entry.topic,
        "id": str(meta.get("id", ""))[:_LONGEST_NAME],
        "bytes": len(entry.value),
        "glance": "  ".join(_glance(event)),
    }


def refused_fields(refusal: Refusal) -> dict[str, Any]:
    """What is told of a refusal: what the event called itself, and why it was refused."""
    event: Mapping[str, Any] = refusal.event if isinstance(refusal.event, dict) else {}
    meta = event.get("meta")
    named = meta.get("stream") if isinstance(meta, dict) else None
    schema = refusal.schema_uri or event.get("$schema")
    pointer, why = _why(refusal)
    return {
        "reason": refusal.reason.value,
        "stream": _name(refusal.stream or named),
        "schema": _name(schema),
        "pointer": pointer[:_LONGEST_NAME],
        "why": why[:_LONGEST_MESSAGE],
    }


def pointer_of(data_path: str) -> str:
    """The JSON pointer for a way as ajv writes it: `.tags[0]['a-b']` is `/tags/0/a-b`."""
    steps = _STEP.finditer(data_path)
    names = [name or index or re.sub(r"\\(.)", r"\1", quoted or "") for name, index, quoted in
             (step.groups() for step in steps)]  # fmt: skip
    return format_pointer(tuple(names))


def _why(refusal: Refusal) -> tuple[str, str]:
    """Where the first violation is, and what it is; another refusal is nowhere."""
    errors = refusal.context.get("errors")
    if not errors:
        return "", _PREAMBLE.sub("", refusal.message)
    first = errors[0]
    pointer, message = pointer_of(first["dataPath"]), first["message"]
    params = first.get("params") or {}
    if first["keyword"] == "required":
        pointer += format_pointer((str(params.get("missingProperty")),))
        message = "is missing"
    elif first["keyword"] == "additionalProperties":
        pointer += format_pointer((str(params.get("additionalProperty")),))
        message = "is not in the schema"
    elif first["keyword"] == "enum":
        allowed = ", ".join(map(str, params.get("allowedValues") or ()))
        message = f"should be one of {allowed}"
    more = len(errors) - 1
    return pointer, f"{message}, and {more} more" if more else message


def _glance(event: Mapping[str, Any]) -> Iterator[str]:
    """The first plain facts of an event besides its envelope."""
    facts = ((name, value) for name, value in event.items() if name not in _ENVELOPE)
    plain = (fact for name, value in facts for fact in _plain(name, value))
    for name, value in islice(plain, _MOST_FACTS):
        text = str(value) if isinstance(value, str) else orjson.dumps(value).decode()
        yield f"{name} {text[:_LONGEST_VALUE]}{'…' if len(text) > _LONGEST_VALUE else ''}"


def _plain(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A fact, or the facts within it, one level down."""
    if isinstance(value, dict):
        for inner, part in value.items():
            if not isinstance(part, (dict, list)):
                yield f"{name}.{inner}", part
    elif not isinstance(value, list):
        yield name, value


def _name(value: Any) -> str:
    return value[:_LONGEST_NAME] if isinstance(value, str) else ""


def _events(count: int) -> str:
    return f"{count:,} event{'' if count == 1 else 's'}"


def _call_later(seconds: float, then: Any) -> None:
    """Call something in the running loop; where there is none, the next event does it."""
    try:
        asyncio.get_running_loop().call_later(seconds, then)
    except RuntimeError:
        return
