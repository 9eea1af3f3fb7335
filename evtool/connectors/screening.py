"""Writing records down, and finding those of a batch that cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.sink import RecordFailure

T = TypeVar("T")


def each(batch: Batch, make: Callable[[Delivery], T]) -> list[T]:
    """What a function makes of each record of a batch.

    Raises:
        RecordFailure: It fails for some; all of their places are named at once.
    """
    made: list[T] = []
    bad: list[int] = []
    reason = ""
    for at, one in enumerate(batch):
        try:
            made.append(make(one))
        except (RecordFailure, ValueError, OverflowError, RecursionError) as error:
            bad.append(at)
            reason = reason or str(error)
    if bad:
        raise RecordFailure(reason, at=bad)
    return made


def line(one: Delivery) -> bytes:
    """The event as one line of JSON, as it stands in the log where that is one line.

    Raises:
        ValueError: The value is no JSON object.
    """
    _ = one.event
    value = one.record.value
    # JSON has line ends between its tokens only: spaces mean the same there.
    return value.replace(b"\r", b" ").replace(b"\n", b" ") if b"\n" in value else value


def dumps(value: Any) -> bytes:
    """JSON in few bytes."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
