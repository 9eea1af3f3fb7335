"""Which of two events about one thing is newer: versions, as whole numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from evtool.config import Section
from evtool.connectors.batch import Delivery
from evtool.connectors.sink import RecordFailure
from evtool.connectors.template import value_of

_MOST = 2**53


def check_version(name: str, section: Section) -> None:
    """Refuse a version that names nothing.

    Raises:
        ConfigurationError: It is empty.
    """
    if not name.strip():
        raise section.error("names nothing", "write offset, timestamp, or the path of a field")


def version_of(one: Delivery, name: str) -> int:
    """The version of an event: `offset`, `timestamp`, or a number or date-time of its own.

    Date-times count in microseconds. Stores keep versions as doubles: none is above 2^53.

    Raises:
        RecordFailure: It has none.
    """
    value = value_of(one, name)
    version = _moment(value) if isinstance(value, str) else value
    if type(version) is not int or not 0 <= version <= _MOST:
        raise RecordFailure(f"{name} is no version: no date-time, and no whole number up to 2^53")
    return version


def _moment(text: str) -> Any:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    known = time if time.tzinfo else time.replace(tzinfo=UTC)
    delta = known - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
