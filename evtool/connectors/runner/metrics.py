"""The counts of connectors as Prometheus metrics, made when they are asked for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from evtool.connectors.runner.tally import State, Tally

_PREFIX = "evtool_connect_"
_COUNTERS = {
    "rows": "Records delivered; of a source, events put into the log.",
    "bytes": "Bytes of values delivered.",
    "batches": "Batches delivered.",
    "retries": "Attempts that failed because the store or the log was away.",
    "dead_letters": "Records put into the error stream.",
    "left_out": "Canary events, and events of other streams, that were passed over.",
    "already_there": "Records that the store had already.",
    "restarts": "Starts after a crash.",
    "seconds": "Seconds spent in the store; of a source, in the log too.",
}


class Metrics:
    """The metrics of the connectors of one process; `tallies` gives their counts by name."""

    def __init__(self, tallies: Callable[[], Mapping[str, Tally]]) -> None:
        self._tallies = tallies
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """See `prometheus_client.registry.Collector`."""
        tallies = self._tallies()
        for name, text in _COUNTERS.items():
            family = CounterMetricFamily(_PREFIX + name, text, labels=["connector"])
            for connector, tally in tallies.items():
                family.add_metric([connector], getattr(tally, name))
            yield family
        lags = {name: one.lag for name, one in tallies.items() if one.lag is not None}
        yield _gauge("lag", "Records not delivered yet; of a source, what it has not read.", lags)
        waiting = {name: one.state is State.RETRYING for name, one in tallies.items()}
        yield _gauge("retrying", "1 while the store is away: the alarm.", waiting)
        running = {name: one.state is not State.FAILED for name, one in tallies.items()}
        yield _gauge("up", "0 after a connector has stopped by itself.", running)


def _gauge(name: str, text: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(_PREFIX + name, text, labels=["connector"])
    for connector, value in values.items():
        family.add_metric([connector], value)
    return family


def serve_metrics(metrics: Metrics, listener: socket.socket) -> None:
    """Answer /metrics on a listening socket, in a thread that ends with the process."""
    server = WSGIServer(listener.getsockname()[:2], _Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.server_name, server.server_port = listener.getsockname()[:2]
    server.setup_environ()
    server.set_app(make_wsgi_app(metrics.registry))
    threading.Thread(target=server.serve_forever, name="connect-metrics", daemon=True).start()


class _Quiet(WSGIRequestHandler):
    """Logs no requests."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""
