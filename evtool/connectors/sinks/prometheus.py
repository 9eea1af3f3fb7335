"""The sink `prometheus`: metrics counted from events, for Prometheus to fetch.

    metrics:
      type: prometheus
      streams: [shop.order]
      metrics:
        orders:
          labels: {domain: meta.domain}
        order_amount:
          kind: histogram
          value: amount
          buckets: [1, 10, 100]

Counters begin at 0 when the process starts, and count what comes again after a crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from prometheus_client import CollectorRegistry, start_http_server

from evtool.config import Section, setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.metric import NAME, Metric, MetricConfig
from evtool.connectors.screening import each
from evtool.connectors.sink import Guarantee, TargetFailure
from evtool.log.record import TopicPartition


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
            if not NAME.fullmatch(name):
                raise (
                    section.below("metrics")
                    .below(name)
                    .error(f"{name!r} cannot be a metric", "use letters, digits and _")
                )
        section.check_above_zero(self, "most_series")

    @property
    def fields(self) -> list[str]:
        """The fields of events that it names."""
        return [path for one in self.metrics.values() for path in one.fields]


class PrometheusSink:
    """Counts events; it begins at nothing whenever it starts, as counters of processes do."""

    Config: ClassVar[type[PrometheusConfig]] = PrometheusConfig
    guarantee = Guarantee.AT_LEAST_ONCE

    def __init__(self, config: PrometheusConfig) -> None:
        self._config = config
        self.registry = CollectorRegistry()
        self._metrics = [
            Metric(name, one, config.most_series, self.registry)
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

    def __exit__(self, *_: object) -> None:
        """Close the port."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = None

    def _is_fresh(self, one: Delivery) -> bool:
        return one.record.offset >= self._next.get(one.record.place, 0)

    def _readings(self, one: Delivery) -> list[tuple[Metric, tuple[str, ...], float]]:
        return [
            (metric, metric.labels(one), metric.value(one))
            for metric in self._metrics
            if metric.is_of(one)
        ]
