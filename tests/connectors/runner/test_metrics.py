"""The metrics of connectors."""

from __future__ import annotations

import socket
import urllib.request

import pytest
from prometheus_client import generate_latest

from evtool.connectors.runner.metrics import Metrics, serve_metrics
from evtool.connectors.runner.tally import State, Tally
from evtool.errors import EvtoolError


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
def test_a_port_answers() -> None:
    """The port is of loopback; one that is taken is an error with a repair."""
    port = serve_metrics(Metrics(dict), 0)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert b"evtool_connect_rows" in answer.read()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(EvtoolError, match="cannot be listened on"):
            serve_metrics(Metrics(dict), taken.getsockname()[1])
