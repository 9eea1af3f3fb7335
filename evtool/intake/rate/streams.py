"""The rates of streams: one bucket for each entry of the stream configuration that has one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from evtool.intake.event.router import OTHER
from evtool.intake.rate.bucket import Bucket
from evtool.intake.rate.config import RateConfig
from evtool.intake.rate.ledger import Ledger, private
from evtool.streams.configuration import Configuration

SETTING = ("producers", "intake", "rate")
"""Where the setting of a stream is: `events` a second, and `burst`."""


class StreamRates:
    """Finds the bucket of a stream.

    Streams of one regex have one bucket, and so have all that are not declared: what
    clients can name never makes another one.
    """

    def __init__(self, ledger: Ledger = private) -> None:
        self._ledger = ledger
        self._streams: Configuration | None = None
        self._buckets: dict[str, Bucket] = {}

    def use(self, default: RateConfig | None, streams: Configuration | None) -> None:
        """Take over a new configuration; buckets whose rate stays keep their state."""
        rates = {OTHER: default}
        if streams is not None:
            rates |= {
                name: rate_of(one.settings) or default for name, one in streams.entries.items()
            }
        made = {
            name: renewed(rate, self._buckets.get(name), self._ledger, f"stream {name}")
            for name, rate in rates.items()
        }
        self._streams = streams
        self._buckets = {name: bucket for name, bucket in made.items() if bucket}

    @property
    def is_used(self) -> bool:
        """Whether any stream has a rate."""
        return bool(self._buckets)

    def find(self, stream: str | None) -> tuple[str, Bucket | None]:
        """The declared name of a stream, and its bucket; None where there is no limit."""
        entry = self._streams.find(stream) if self._streams and stream else None
        name = entry.name if entry else OTHER
        return name, self._buckets.get(name)


def renewed(
    rate: RateConfig | None, known: Bucket | None, ledger: Ledger, name: str
) -> Bucket | None:
    """The bucket of a rate: the known one, as full as it is, where that has the same rate."""
    if rate is None:
        return None
    if known is not None and (known.events, known.depth) == (rate.events, rate.depth):
        return known
    return Bucket(rate.events, rate.depth, ledger=ledger, name=name)


def rate_of(settings: Mapping[str, Any]) -> RateConfig | None:
    """The rate in the settings of a stream; `evtool streams check` tells of one that is wrong."""
    value: Any = settings
    for name in SETTING:
        value = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping):
        return None
    events, burst = value.get("events"), value.get("burst")
    if isinstance(events, bool) or not isinstance(events, int | float):
        return None
    if not 0 < events < math.inf:
        return None
    fits = isinstance(burst, int) and not isinstance(burst, bool) and burst >= 1
    return RateConfig(float(events), burst if fits else None)
