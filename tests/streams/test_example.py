"""Example events of streams."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.errors import EvtoolError
from evtool.files import write_all
from evtool.scaffold import plan_scaffold
from evtool.streams.example import Example, catalog_of, find_example, shortened
from evtool.streams.load import load_streams
from evtool.workspace import load_workspace

NOW = "2026-01-02T03:04:05Z"


def example(folder: Path, streams: str, name: str) -> Example | None:
    """The example of a stream in a new workspace with these streams."""
    if not (folder / "evtool.yaml").exists():
        write_all(plan_scaffold(folder).writes)
    (folder / "streams.yaml").write_text(f"streams:\n  {streams}\n")
    workspace = load_workspace(folder / "evtool.yaml")
    entry = load_streams(workspace).find(name)
    assert entry is not None
    return find_example(entry, catalog_of(workspace.repositories))


def test_it_is_addressed_to_the_stream(tmp_path: Path) -> None:
    """The example of the newest version; what the intake fills in is left to it."""
    made = example(tmp_path, "other: {schema_title: shop/order}", "other")
    assert made is not None
    assert (made.stream, made.uri) == ("other", "/shop/order/1.1.0")
    assert made.event["meta"] == {"stream": "other", "domain": "shop.example.org"}
    assert list(made.event)[:3] == ["$schema", "meta", "dt"]


def test_a_short_one_has_what_is_required(tmp_path: Path) -> None:
    """It happens now; optional fields are gone."""
    made = example(tmp_path, "other: {schema_title: shop/order}", "other")
    assert made is not None
    assert shortened(made, NOW) == {
        "$schema": "/shop/order/1.1.0", "meta": {"stream": "other"}, "dt": NOW,
        "order_id": "A-1001", "item_name": "tea pot", "quantity": 2,
    }  # fmt: skip


def test_something_is_to_be_seen() -> None:
    """Where only the envelope is required, one text stays."""
    made = Example("a", "/a/1.0.0", {"dt": "x", "long": "x" * 99, "text": "hello", "b": "c"}, {})
    assert shortened(made, NOW) == {"$schema": "/a/1.0.0", "meta": {"stream": "a"}, "text": "hello"}


def test_a_regex_needs_an_example_that_fits(tmp_path: Path) -> None:
    """The stream that the example itself names, if the regex matches it."""
    made = example(tmp_path, "/^shop/: {schema_title: shop/order}", "shop.x")
    assert made is not None
    assert made.stream == "shop.order"
    assert example(tmp_path, "/^other/: {schema_title: shop/order}", "other.x") is None


def test_without_a_schema_there_is_none(tmp_path: Path) -> None:
    """A stream may name no schema, or one that is not there."""
    assert example(tmp_path, "a: {owner: me}", "a") is None
    with pytest.raises(EvtoolError):
        example(tmp_path, "a: {schema_title: no/such}", "a")
