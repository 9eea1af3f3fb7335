"""What waits for the brokers, as metrics; nothing where the log has no spool."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from evtool.log.event_log import Appender
from evtool.log.spool.log import SpooledLog


def spool_metrics(log: Appender) -> Iterator[Metric]:
    """The metrics of a spool; they are the same from each process that shares it."""
    if not isinstance(log, SpooledLog):
        return
    state = log.state()
    levels = (
        ("bytes", "Bytes that the file of the spool holds.", state.bytes),
        ("records", "Records that wait for the brokers.", state.records),
        ("oldest_seconds", "How long the oldest has been waiting.", state.oldest_seconds),
        ("forwarding", "Whether any process forwards.", float(state.forwarding)),
    )
    for name, text, value in levels:
        yield GaugeMetricFamily(f"evtool_spool_{name}", text, value=value)
    counts = (
        ("forwarded", "Records that the brokers have taken.", state.forwarded),
        ("refused", "Records that the brokers will never take.", state.refused),
    )
    for name, text, value in counts:
        yield CounterMetricFamily(f"evtool_spool_{name}", text, value=value)


def spool_error(log: Appender) -> str | None:
    """Why nothing is forwarded at present, if so."""
    return log.state().error if isinstance(log, SpooledLog) else None
