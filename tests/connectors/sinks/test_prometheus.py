"""The sink `prometheus`."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from typing import Any

import pytest
from free_port import free_port
from sinks import NO_EVENT, batch, event, options, record

from evtool.connectors.batch import Batch
from evtool.connectors.metric import OTHER
from evtool.connectors.sink import RecordFailure, TargetFailure
from evtool.connectors.sinks.prometheus import PrometheusSink
from evtool.errors import ConfigurationError

METRICS = {
    "orders": {"labels": {"domain": "meta.domain", "stream": "stream"}},
    "amount": {"value": "number", "kind": "histogram", "buckets": [1, 5]},
    "last": {"value": "number", "kind": "gauge", "streams": ["other"]},
}


def sink(folder: Path, **settings: Any) -> PrometheusSink:
    """Make a sink at a free port."""
    settings = {"metrics": METRICS, "port": free_port(), **settings}
    return PrometheusSink(options("prometheus", folder, **settings))


def test_metrics_are_counted_and_can_be_fetched(tmp_path: Path) -> None:
    """Over HTTP, as Prometheus does it; a field that is missing is an empty label."""
    with sink(tmp_path) as opened:
        opened.deliver(batch(0, 1, 2, 9))
        assert opened.positions() == {}
        with urllib.request.urlopen(f"http://127.0.0.1:{opened.port}/metrics") as page:
            lines = page.read().decode().splitlines()
    assert 'orders_total{domain="",stream="shop.order"} 4.0' in lines
    assert 'amount_bucket{le="1.0"} 2.0' in lines
    assert "amount_sum 12.0" in lines
    assert "last 0.0" in lines


def test_what_comes_again_to_the_same_process_counts_once(tmp_path: Path) -> None:
    """A batch of which a part was refused is offered again."""
    with sink(tmp_path) as opened:
        opened.deliver(batch(0, 1))
        opened.deliver(batch(0, 1))
        opened.deliver(batch(1, 2))
        assert opened.registry.get_sample_value("amount_count") == 3


def test_labels_are_bounded(tmp_path: Path) -> None:
    """A field with a million values cannot fill the memory."""
    metrics = {"orders": {"labels": {"id": "meta.id"}}}
    with sink(tmp_path, metrics=metrics, most_series=3) as opened:
        opened.deliver(batch(*range(10)))
        found = {
            sample.labels["id"]: sample.value
            for family in opened.registry.collect()
            for sample in family.samples
            if sample.name == "orders_total"
        }
    assert found == {"id-0": 1, "id-1": 1, "id-2": 1, OTHER: 7}


def test_a_record_without_its_number_is_named_and_nothing_counts(tmp_path: Path) -> None:
    """A counter refuses to fall, too."""
    metrics = {"orders": {}, "amount": {"value": "number"}}
    bad = [record(1, NO_EVENT), record(2, event(-3)), record(3, {"number": "4"}), record(4)]
    with sink(tmp_path, metrics=metrics) as opened:
        with pytest.raises(RecordFailure) as caught:
            opened.deliver(Batch.of([record(0), *bad]))
        assert caught.value.at == (1, 2, 3)
        assert opened.registry.get_sample_value("orders_total") == 0
        opened.deliver(batch(0, 4))
        assert opened.registry.get_sample_value("amount_total") == 4


def test_a_port_that_is_taken_is_the_store_away(tmp_path: Path) -> None:
    """It may become free."""
    with sink(tmp_path) as opened:
        other = sink(tmp_path, port=opened.port)
        with pytest.raises(TargetFailure, match="cannot listen at 127"), other:
            pass


@pytest.mark.parametrize(
    ("metrics", "message"),
    [
        ({}, "metrics: has no metric"),
        ({"a-b": {}}, "'a-b' cannot be a metric"),
        ({"a": {"labels": {"le": "x"}}}, r"metrics\.a\.labels\.le: 'le' cannot be a label"),
        ({"a": {"kind": "gauge"}}, "'value' is missing"),
        ({"a": {"buckets": [2, 1]}}, r"metrics\.a\.buckets: must grow"),
        ({"a": {"sum": 1}}, "unknown key 'sum'"),
    ],
)
def test_options_are_checked(tmp_path: Path, metrics: Any, message: str) -> None:
    """What Prometheus would refuse is refused before anything runs."""
    with pytest.raises(ConfigurationError, match=message):
        options("prometheus", tmp_path, metrics=metrics)
