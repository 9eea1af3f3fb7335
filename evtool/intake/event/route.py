"""The way of events of one schema in one stream: everything that can be known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from evtool.depth import depth_of
from evtool.intake.event.enrichment import Step
from evtool.intake.event.facts import TOLD_IN_FULL, Facts
from evtool.intake.event.json_text import TextError, TooDeep, dump, exact, parse
from evtool.intake.event.limits import DEEPEST, Limits
from evtool.intake.event.message_key import Key, KeyMissing
from evtool.intake.event.moment import milliseconds_of
from evtool.intake.event.refusal import Reason, Refusal, invalid
from evtool.intake.schemas.library import CompiledSchema
from evtool.intake.schemas.validator import Violation
from evtool.log.record import Entry

_EXTRAORDINARY = (orjson.JSONDecodeError, TypeError, TextError, KeyMissing)

_new: Callable[[type[Entry], tuple[Any, ...]], Entry] = tuple.__new__


class Route:
    """Takes events of one schema in one stream, from values to entries of the log.

    `label` is the stream as metrics know it: declared names only.
    """

    __slots__ = (
        "_fill", "_is_valid", "_key", "_limits", "_measured", "_most", "_steps", "label",
        "schema", "topic",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 - what it is made of
        self,
        schema: CompiledSchema,
        topic: str,
        *,
        steps: Sequence[Step],
        key: Key | None,
        limits: Limits,
        label: str,
    ) -> None:
        self.schema = schema
        self.topic = topic
        self.label = label
        self._steps = tuple(steps)
        self._fill = schema.fill
        self._is_valid = schema.validator.is_valid
        self._key = key
        self._limits = limits
        self._most = limits.event_bytes
        self._measured = limits.depth < DEEPEST

    def admit(self, event: dict[str, Any], facts: Facts) -> Entry | Refusal:
        """Complete, validate and write out one event. It is changed in place."""
        for step in self._steps:
            step(event, facts)
        if self._fill is not None:
            self._fill(event)
        if not self._is_valid(event):
            return invalid(self._violations(event, facts), event)
        try:
            value = dump(event)
        except TooDeep:
            return self._too_deep(DEEPEST, event)
        if len(value) > self._most or self._measured:
            refusal = self._beyond(value, event)
            if refusal is not None:
                return refusal
        key = None
        if self._key is not None:
            try:
                key = self._key(event)
            except KeyMissing as error:
                return Refusal(Reason.KEY_MISSING, str(error), event)
        received = event["meta"].get("dt")
        time = facts.now if received is facts.now_text else milliseconds_of(received, facts.now)
        # A named tuple without the detour over its keyword arguments.
        return _new(Entry, (self.topic, value, time, key, (), None))

    def _violations(self, event: dict[str, Any], facts: Facts) -> list[Violation]:
        """What is wrong with an event: all of it, if the request does not ask for too much."""
        validator = self.schema.validator
        try:
            size = len(dump(event))
        except TooDeep:
            size = TOLD_IN_FULL
        if facts.told + size > TOLD_IN_FULL:
            return validator.first_violation(event)
        facts.told += size
        return validator.violations(event)

    def read(self, text: bytes, facts: Facts) -> Entry | Refusal:
        """As `admit`, for an event that is still to be parsed."""
        try:
            event = parse(text)
        except TextError as error:
            return Refusal(Reason.UNPARSABLE, str(error))
        return self.admit(event, facts)

    def read_all(
        self,
        numbers: Sequence[int],
        texts: Sequence[bytes],
        facts: Sequence[Facts],
        results: list[Any],
    ) -> None:
        """As `read`, for the texts of these numbers; each result is put at its number.

        Everything is said again here for the ordinary event: calls are what costs most. What
        is not ordinary is read again. The texts are of an array that was looked at, in which
        not too much ends together.
        """
        loads, dumps, is_valid = orjson.loads, orjson.dumps, self._is_valid
        steps, fill, key, most = self._steps, self._fill, self._key, self._most
        topic, ordinary = self.topic, not self._measured
        for at in numbers:
            text, fact = texts[at], facts[at]
            try:
                event = loads(text)
                written = dumps(event)
                if written != text:
                    event = exact(text, event, written)
                for step in steps:
                    step(event, fact)
                if fill is not None:
                    fill(event)
                if is_valid(event):
                    value = dumps(event)
                    if ordinary and len(value) <= most:
                        received = event["meta"].get("dt")
                        now = fact.now
                        results[at] = _new(
                            Entry,
                            (
                                topic,
                                value,
                                now
                                if received is fact.now_text
                                else milliseconds_of(received, now),
                                key and key(event),
                                (),
                                None,
                            ),
                        )
                        continue
            except _EXTRAORDINARY:
                pass
            results[at] = self.read(text, fact)

    def _beyond(self, value: bytes, event: Mapping[str, Any]) -> Refusal | None:
        """The refusal of an event that is larger or deeper than allowed."""
        limits = self._limits
        if len(value) > limits.event_bytes:
            text = f"the event has {len(value):,} bytes; at most {limits.event_bytes:,} are taken"
            return self._left_out(Reason.TOO_LARGE, text, event)
        if depth_of(event, limits.depth) > limits.depth:
            return self._too_deep(limits.depth, event)
        return None

    def _too_deep(self, most: int, event: Mapping[str, Any]) -> Refusal:
        text = f"objects and arrays are nested more than {most} levels deep"
        return self._left_out(Reason.TOO_DEEP, text, event)

    def _left_out(self, reason: Reason, text: str, event: Mapping[str, Any]) -> Refusal:
        """The refusal of an event that is not shown, only what it names."""
        stream = event["meta"]["stream"]
        return Refusal(reason, text, schema_uri=self.schema.uri, stream=stream)
