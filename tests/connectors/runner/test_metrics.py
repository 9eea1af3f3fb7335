"""The metrics of connectors."""

from __future__ import annotations

import socket
import urllib.request

import pytest
from prometheus_client import generate_latest

from evtool.connectors.runner.metrics import Metrics, serve_metrics
from evtool.connectors.runner.tally import State, Tally


def test_counts_have_the_connector_as_label() -> None:
    """Each number is there for each connector, and an alarm while its store is away."""
    tallies = {"one": Tally(rows=5, lag=7, state=State.RETRYING), "two": Tally()}
    text = generate_latest(Metrics(lambda: tallies).registry).decode()
    assert 'evtool_connect_rows_total{connector="one"} 5.0' in text
    assert 'evtool_connect_lag{connector="one"} 7.0' in text
    assert 'evtool_connect_retrying{connector="one"} 1.0' in text
    assert 'evtool_connect_retrying{connector="two"} 0.0' in text
    assert 'evtool_connect_lag{connector="two"}' not in text


@pytest.mark.network
def test_a_socket_answers() -> None:
    """The metrics are read from the socket that was given."""
    listener = socket.create_server(("127.0.0.1", 0))
    serve_metrics(Metrics(dict), listener)
    port = listener.getsockname()[1]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert b"evtool_connect_rows" in answer.read()
