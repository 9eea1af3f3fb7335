"""Drawing samples: which events of a stream are sent. Pure functions of their arguments.

`sampled` is evtool's own way: a sample is checked when it is loaded, a rate of 1 is
everything, and a salt makes the samples of two streams independent. `mediawiki_sampled`
decides exactly as the JavaScript clients in the field do, oddities included.

With either, one identifier draws the same in every stream (without a salt), so that a
smaller sample is part of a larger one.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evtool.config import nearest
from evtool.errors import EvtoolError
from evtool.streams.window import Window, window_of

UNITS: Mapping[str, str] = {
    "session": "performer.session_id",
    "pageview": "performer.pageview_id",
}
"""What is drawn, and the attribute of the client that identifies it."""

_WORDS = 2**32
_HEX = re.compile(r"[0-9a-fA-F]{8}")
_PARSED = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|(?!0[xX])[0-9a-fA-F]+)")
_JAVASCRIPT_DIVISOR = 4294967295
_DIGITS = 8


class SampleError(EvtoolError):
    """The setting `sample` says no sample."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample: what is drawn, how much of it, and when how much else.

    `windows` are pairs of a window and the rate in it; the first that holds counts. With
    a `salt`, the samples of streams with different salts do not depend on each other.
    """

    unit: str
    rate: float
    salt: str = ""
    windows: tuple[tuple[Window, float], ...] = ()

    def rate_at(self, now: datetime | None) -> float:
        """The rate that holds at a moment."""
        if now is not None:
            for window, rate in self.windows:
                if window.holds(now):
                    return rate
        return self.rate


def sample_of(settings: Mapping[str, Any], units: Sequence[str] = tuple(UNITS)) -> Sample | None:
    """The sample that the settings of a stream say; None where every event is sent.

    Raises:
        SampleError: An unknown unit, a rate outside 0 to 1, or something of the wrong type.
        WindowError: A window says no times.
    """
    raw = settings.get("sample")
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        raise SampleError("sample must be a map", hint="write {unit: session, rate: 0.1}")
    unit, salt = raw.get("unit"), raw.get("salt", "")
    if unit not in units:
        message = f"{unit!r} is no unit of a sample" if "unit" in raw else "the sample has no unit"
        raise SampleError(message, hint=nearest(str(unit), units))
    if not isinstance(salt, str):
        raise SampleError("the salt of a sample must be a text")
    windows = tuple((window_of(one), _rate(one)) for one in _maps(raw.get("windows", [])))
    return Sample(str(unit), _rate(raw), salt, windows)


def sampled(sample: Sample | None, identifier: str | None, now: datetime | None = None) -> bool:
    """Whether an event belongs to the sample.

    Args:
        sample: What is drawn; None is everything.
        identifier: What identifies the unit; without one, only a rate of 1 lets it in.
        now: The moment, for samples with windows.
    """
    if sample is None:
        return True
    threshold = math.ceil(sample.rate_at(now) * _WORDS)
    if threshold >= _WORDS:
        return True
    return bool(identifier) and draw(str(identifier), sample.salt) < threshold


def draw(identifier: str, salt: str = "") -> int:
    """The number from 0 to 2^32 - 1 that an identifier draws.

    Without a salt it is the first eight hexadecimal digits, as in the field's clients; an
    identifier that begins with something else is hashed.
    """
    if not salt and _HEX.match(identifier):
        return int(identifier[:_DIGITS], 16)
    text = f"{salt}\0{identifier}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:4], "big")


def mediawiki_sampled(settings: Mapping[str, Any] | None, identifiers: Mapping[str, str]) -> bool:
    """Whether the JavaScript clients send an event of a stream.

    A sample that is no valid one sends nothing, nor does a unit other than session and
    pageview; of 2^32 identifiers one is out even with a rate of 1.

    Args:
        settings: What is in effect for the stream; None for one that is not configured.
        identifiers: The identifiers of the client by unit.
    """
    if settings is None:
        return False
    sample = settings.get("sample")
    if not _truthy(sample):
        return True
    unit, rate = _member(sample, "unit"), _member(sample, "rate")
    number = _number(rate)
    if not (_truthy(unit) and _truthy(rate) and 0 <= number <= 1):
        return False
    if not isinstance(unit, str) or unit not in UNITS:
        return False
    return _parsed(identifiers.get(unit, "")) / _JAVASCRIPT_DIVISOR < number


def in_population(identifier: str, size: int) -> bool:
    """Whether the old helper of EventLogging draws an identifier: one in `size`."""
    number = _parsed(identifier)
    return size > 0 and not math.isnan(number) and number % size == 0


def _rate(raw: Mapping[str, Any]) -> float:
    rate = raw.get("rate")
    if type(rate) not in (int, float) or not 0 <= float(rate or 0) <= 1:
        message = f"{rate!r} is no rate" if "rate" in raw else "the sample has no rate"
        raise SampleError(message, hint="write a number from 0 to 1")
    return float(rate or 0)


def _maps(value: Any) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise SampleError("the windows of a sample must be a list of maps")
    return value


def _parsed(identifier: str) -> float:
    """JavaScript's `parseInt` of the first eight characters as hexadecimal digits."""
    found = _PARSED.match(identifier[:_DIGITS].lstrip())
    return int(found[0], 16) if found else math.nan


def _member(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _truthy(value: Any) -> bool:
    """What JavaScript takes for true: lists and maps too, when they are empty."""
    return isinstance(value, list | Mapping) or bool(value)


def _number(value: Any) -> float:
    """The number that JavaScript compares with; texts are converted."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
