"""One metric of the sink `prometheus`: its settings, and its series."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from evtool.config import Section, setting
from evtool.connectors.batch import Delivery
from evtool.connectors.sink import RecordFailure
from evtool.connectors.template import value_of

NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
"""What metrics and labels can be called."""

OTHER = "_other"
"""The value of all labels of what comes when a metric has as many series as it may have."""

_RESERVED = frozenset({"le", "quantile"})


@dataclass(frozen=True, slots=True)
class MetricConfig:
    """One metric."""

    help: str = setting("Counted from events.", help="What it says about itself.")
    kind: Literal["counter", "histogram", "gauge"] = setting(
        "counter", help="`counter`, `histogram`, or `gauge` for the latest value."
    )
    value: str | None = setting(
        None, help="The path of the number to add or observe; a counter without one adds 1."
    )
    labels: dict[str, str] = setting(
        dict, help="Names of labels, and the path of the field for each (or `stream`, `topic`)."
    )
    streams: tuple[str, ...] = setting((), help="Names of streams that it is of; none: all.")
    buckets: tuple[float, ...] = setting(
        Histogram.DEFAULT_BUCKETS, help="The upper bounds of a histogram's buckets."
    )

    def check(self, section: Section) -> None:
        """Refuse what Prometheus would refuse.

        Raises:
            ConfigurationError: There is such a setting.
        """
        if self.kind != "counter" and self.value is None:
            raise section.error("the key 'value' is missing", f"a {self.kind} is of numbers")
        for name in self.labels:
            if not NAME.fullmatch(name) or name in _RESERVED or name.startswith("__"):
                raise (
                    section.below("labels")
                    .below(name)
                    .error(f"{name!r} cannot be a label", "use letters, digits and _")
                )
        if not self.buckets or list(self.buckets) != sorted({*self.buckets}):
            raise section.below("buckets").error("must grow", "write [0.1, 1, 10]")

    @property
    def fields(self) -> list[str]:
        """The fields of events that it names."""
        return [*self.labels.values(), *([self.value] if self.value else [])]


class Metric:
    """One metric with its series."""

    def __init__(
        self, name: str, config: MetricConfig, most: int, registry: CollectorRegistry
    ) -> None:
        self._name = name
        self._config = config
        self._most = most
        self._seen: set[tuple[str, ...]] = set()
        self._other = (OTHER,) * len(config.labels)
        names = list(config.labels)
        self._collector: Counter | Gauge | Histogram
        if config.kind == "counter":
            self._collector = Counter(name, config.help, names, registry=registry)
        elif config.kind == "gauge":
            self._collector = Gauge(name, config.help, names, registry=registry)
        else:
            self._collector = Histogram(
                name, config.help, names, registry=registry, buckets=config.buckets
            )

    def is_of(self, one: Delivery) -> bool:
        """Whether events of this stream count."""
        return not self._config.streams or one.stream in self._config.streams

    def labels(self, one: Delivery) -> tuple[str, ...]:
        """The values of its labels; empty where an event has none."""
        found = (value_of(one, path) for path in self._config.labels.values())
        return tuple("" if value is None else _label(value) for value in found)

    def value(self, one: Delivery) -> float:
        """The number to add, to observe or to show.

        Raises:
            RecordFailure: There is none, or it would make a counter fall.
        """
        if self._config.value is None:
            return 1.0
        value = value_of(one, self._config.value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RecordFailure(f"{self._config.value} is no number, which {self._name} needs")
        if value < 0 and self._config.kind == "counter":
            raise RecordFailure(f"{self._config.value} is below 0, and {self._name} only grows")
        return float(value)

    def note(self, labels: tuple[str, ...], value: float) -> None:
        """Count an event."""
        if labels not in self._seen:
            if len(self._seen) >= self._most:
                labels = self._other
            else:
                self._seen.add(labels)
        series = self._collector.labels(*labels) if labels else self._collector
        if isinstance(series, Histogram):
            series.observe(value)
        elif isinstance(series, Gauge):
            series.set(value)
        else:
            series.inc(value)


def _label(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)[:200]
