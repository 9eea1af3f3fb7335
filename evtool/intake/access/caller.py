"""A client that has shown who it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evtool.intake.rate.bucket import Bucket
from evtool.streams.pattern import PatternSet, is_pattern, parse_pattern

REMEMBERED = 10_000
"""How many names of streams a client's answers are remembered for."""

_LONGEST_REMEMBERED = 256


@dataclass(frozen=True, eq=False, slots=True)
class Caller:
    """Its name, which streams it may send to, and its rate, if it has one."""

    name: str
    may_send_to: Callable[[str], bool]
    bucket: Bucket | None = None


class StreamSet:
    """The streams that some names and regexes mean; the regexes are matched in linear time."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = frozenset(name for name in names if not is_pattern(name))
        self._patterns = PatternSet([parse_pattern(name) for name in names if is_pattern(name)])
        self._known: dict[str, bool] = {}

    def __call__(self, stream: str) -> bool:
        """Whether a stream is one of them."""
        known = self._known.get(stream)
        if known is None:
            known = stream in self._names or self._patterns.first(stream) is not None
            if len(stream) <= _LONGEST_REMEMBERED:
                if len(self._known) >= REMEMBERED:
                    self._known.clear()
                self._known[stream] = known
        return known


def every_stream(_stream: str) -> bool:
    """For a client that may send to all of them."""
    return True
