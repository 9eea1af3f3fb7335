"""Places in a log as people name them: an offset, a time, the beginning or the end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from evtool.log.amount import milliseconds
from evtool.log.event_log import EARLIEST, LATEST, EventLog, LogError
from evtool.log.record import TopicPartition, Watermarks


@dataclass(frozen=True, slots=True)
class Position:
    """Where to start or to end, in any partition: an offset or else a time."""

    offset: int | None = None
    time: int | None = None
    end: bool = False

    def offset_in(self, log: EventLog, place: TopicPartition, marks: Watermarks) -> int:
        """The offset that it is in one partition, within what is there."""
        if self.time is not None:
            return log.find_offset(place, self.time)
        wanted = marks.next if self.end else self.offset or 0
        return min(max(wanted, marks.first), marks.next)


def parse_position(text: str, now: int) -> Position:
    """What `earliest`, `latest`, an offset, a time or an age such as `10m` means.

    Args:
        text: What the user wrote.
        now: The time in milliseconds, from which ages count.

    Raises:
        LogError: It is nothing of these.
    """
    if text == EARLIEST:
        return Position()
    if text == LATEST:
        return Position(end=True)
    if text.isdecimal():
        return Position(offset=int(text))
    return Position(time=parse_time(text, now))


def parse_time(text: str, now: int) -> int:
    """A time in milliseconds: `2024-05-01`, `2024-05-01T12:00:00Z`, or an age such as `10m`.

    Raises:
        LogError: It is none.
    """
    try:
        return now - milliseconds(text.removeprefix("-"))
    except ValueError:
        pass
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise LogError(
            f"{text!r} is no offset and no time",
            hint="write earliest, latest, an offset, 2024-05-01T12:00:00Z, or 10m for an age",
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return int(moment.timestamp() * 1000)


def time_text(milliseconds_: int) -> str:
    """A timestamp as people and programs read it; the number itself where there is no date."""
    try:
        moment = dt.datetime.fromtimestamp(milliseconds_ / 1000, tz=dt.UTC)
    except (OverflowError, ValueError, OSError):
        return str(milliseconds_)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
