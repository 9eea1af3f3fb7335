"""Lines of a file on their way into a log: records as exported, or plain events."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from evtool.log.event_log import Appender, EntryRefused, LogError, LogUnavailable
from evtool.log.lines import entry_of, is_record
from evtool.log.position import parse_time
from evtool.log.record import Entry
from evtool.log.topic import check_topic

_STEP = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it becomes, or why it cannot."""

    number: int
    entry: Entry | None = None
    problem: str = ""


@dataclass(slots=True)
class Tally:
    """How far an import came."""

    appended: int = 0
    bad: int = 0
    line: int = 0


class Reader:
    """Makes entries of lines.

    Args:
        topic: Where all goes; None for the topic of the record, or that of the event's stream.
        topic_of: The topic of a stream.
        now: The time in milliseconds, for events that have none.
        spread: Choose partitions anew, by key.
    """

    def __init__(
        self, topic: str | None, topic_of: Callable[[str], str], now: int, *, spread: bool = False
    ) -> None:
        self._topic = topic
        self._topic_of = topic_of
        self._now = now
        self._spread = spread

    def read(self, lines: Iterable[bytes], start: int = 1) -> Iterator[Line]:
        """Each line that is not empty, from the line `start` on; the first one is 1."""
        for number, line in enumerate(lines, 1):
            if number >= start and line.strip():
                try:
                    yield Line(number, self._entry(line.strip()))
                except LogError as error:
                    yield Line(number, problem=error.message)

    def _entry(self, line: bytes) -> Entry:
        try:
            text = line.decode()
            members = json.loads(text)
        except RecursionError as error:
            raise LogError("nested too deeply") from error
        except ValueError as error:
            raise LogError(f"no JSON: {error}") from error
        if not isinstance(members, dict):
            raise LogError("no JSON object")
        entry = entry_of(text, members) if is_record(members) else self._event(line, members)
        if self._topic is not None:
            entry = entry._replace(topic=self._topic)
        check_topic(entry.topic)
        return entry._replace(partition=None) if self._spread else entry

    def _event(self, line: bytes, event: dict[str, Any]) -> Entry:
        """A plain event: its stream says where it belongs, its time when it was."""
        meta = event.get("meta")
        facts = meta if isinstance(meta, dict) else {}
        stream = facts.get("stream")
        if self._topic is None and not isinstance(stream, str):
            raise LogError("the event names no stream in meta.stream, and there is no --topic")
        topic = self._topic or self._topic_of(str(stream))
        return Entry(topic, line, self._time(facts.get("dt") or event.get("dt")))

    def _time(self, text: object) -> int:
        try:
            return parse_time(text, self._now) if isinstance(text, str) else self._now
        except LogError:
            return self._now


def append_lines(
    log: Appender, lines: Iterable[Line], tell: Callable[[Line], None], step: Callable[[], None]
) -> Tally:
    """Append all lines that can be; the others are told.

    Args:
        log: Where to.
        lines: The lines.
        tell: Is called for each line that cannot.
        step: Is called for each line.

    Raises:
        LogUnavailable: The log takes nothing; the hint says from which line to go on.
    """
    tally = Tally()
    waiting: list[Line] = []
    for line in lines:
        step()
        if line.entry is None:
            tally.bad += 1
            tell(line)
        else:
            waiting.append(line)
        if len(waiting) >= _STEP:
            _append(log, waiting, tally, tell)
            waiting = []
    _append(log, waiting, tally, tell)
    return tally


def _append(log: Appender, lines: list[Line], tally: Tally, tell: Callable[[Line], None]) -> None:
    entries = [line.entry for line in lines if line.entry is not None]
    try:
        log.append(entries)
    except EntryRefused as error:
        if len(lines) == 1:
            tally.bad += 1
            tell(Line(lines[0].number, problem=error.message))
            return
        for line in lines:
            _append(log, [line], tally, tell)
        return
    except LogUnavailable as error:
        hint = f"then go on with --from-line {lines[0].number}"
        error.hint = f"{error.hint}; {hint}" if error.hint else hint
        raise
    tally.appended += len(entries)
