"""The sink `prometheus`: metrics counted from events, for Prometheus to fetch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Literal, Self

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from evtool.config import Section, setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.screening import each
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.template import value_of
from evtool.log.record import TopicPartition

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_RESERVED = frozenset({"le", "quantile"})
OTHER = "_other"
"""The value of all labels of what comes when a metric has as many series as it may have."""


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
            if not _NAME.fullmatch(name) or name in _RESERVED or name.startswith("__"):
                raise (
                    section.below("labels")
                    .below(name)
                    .error(f"{name!r} cannot be a label", "use letters, digits and _")
                )
        if not self.buckets or list(self.buckets) != sorted({*self.buckets}):
            raise section.below("buckets").error("must grow", "write [0.1, 1, 10]")


@dataclass(frozen=True, slots=True)
class PrometheusConfig:
    """Metrics counted from events, for Prometheus to fetch."""

    metrics: dict[str, MetricConfig] = setting(help="The metrics by name.")
    host: str = setting("127.0.0.1", help="The address at which /metrics is.")
    port: int = setting(9_187, help="Its port.")
    most_series: int = setting(
        1_000,
        help="A metric has so many combinations of labels at most; the rest is `_other`.",
    )

    def check(self, section: Section) -> None:
        """Refuse names that Prometheus does not know how to write.

        Raises:
            ConfigurationError: There is one, or no metric at all.
        """
        if not self.metrics:
            raise section.below("metrics").error("has no metric", "write NAME: {labels: {...}}")
        for name in self.metrics:
            if not _NAME.fullmatch(name):
                raise (
                    section.below("metrics")
                    .below(name)
                    .error(f"{name!r} cannot be a metric", "use letters, digits and _")
                )
        if self.most_series < 1:
            raise section.below("most_series").error("must be above 0")


class PrometheusSink:
    """Counts events; it begins at nothing whenever it starts, as counters of processes do."""

    Config: ClassVar[type[PrometheusConfig]] = PrometheusConfig
    guarantee = Guarantee.AT_LEAST_ONCE

    def __init__(self, config: PrometheusConfig) -> None:
        self._config = config
        self.registry = CollectorRegistry()
        self._metrics = [
            _Metric(name, one, config.most_series, self.registry)
            for name, one in config.metrics.items()
        ]
        self._next: dict[TopicPartition, int] = {}
        self._server: Any = None

    def __enter__(self) -> Self:
        """Open the port.

        Raises:
            TargetFailure: Another process has it.
        """
        place = f"{self._config.host}:{self._config.port}"
        try:
            self._server, self._thread = start_http_server(
                self._config.port, self._config.host, self.registry
            )
        except OSError as error:
            raise TargetFailure(
                f"cannot listen at {place}: {error.strerror or error}",
                hint="choose another `port`, or end what has it",
            ) from error
        return self

    @property
    def port(self) -> int:
        """The port at which it listens."""
        return int(self._server.server_port)

    def deliver(self, batch: Batch) -> None:
        """Count a batch; all of its events are looked at before the first one counts.

        Raises:
            RecordFailure: Some have no number where a metric needs one.
        """
        fresh = [self._is_fresh(one) for one in batch]
        readings = each(batch, self._readings)
        for is_fresh, found in zip(fresh, readings, strict=True):
            for metric, labels, value in found if is_fresh else ():
                metric.note(labels, value)
        self._next |= batch.next_offsets

    def positions(self) -> Mapping[TopicPartition, int]:
        """None: a new process counts from where its group is."""
        return {}

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the port."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = None

    def _is_fresh(self, one: Delivery) -> bool:
        return one.record.offset >= self._next.get(one.record.place, 0)

    def _readings(self, one: Delivery) -> list[tuple[_Metric, tuple[str, ...], float]]:
        return [
            (metric, metric.labels(one), metric.value(one))
            for metric in self._metrics
            if metric.is_of(one)
        ]


class _Metric:
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
