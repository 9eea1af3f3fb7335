"""Which streams are described, with which schema and example."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evtool.intake.event.router import Router
from evtool.intake.openapi import described as module
from evtool.intake.openapi.described import Described, described
from evtool.intake.state import State


def names(found: Described) -> list[str]:
    """The names of the described streams."""
    return [one.name for one in found.streams]


def test_each_stream_has_the_latest_version_of_its_schema(state: State) -> None:
    """1.10.0 comes after 1.9.0; streams without a schema are counted only."""
    found = described(state.router)
    assert names(found) == [r"/^job\..+$/", "shop.order"]
    assert found.left_out == 2
    order = found.streams[1]
    assert order.schema.uri == "/shop/order/1.10.0"
    assert order.schema.title == "shop/order"
    assert order.description == "Orders <b>."


def test_an_example_can_be_sent_as_it_is(state: State) -> None:
    """With the exact version and the stream; times are texts, as in JSON."""
    example = described(state.router).streams[1].example
    assert example == {
        "$schema": "/shop/order/1.10.0",
        "meta": {"stream": "shop.order"},
        "when": "2024-05-01T12:00:00.000Z",
    }


def test_a_regex_has_no_example(state: State) -> None:
    """Nobody knows which of its streams is meant."""
    regex = described(state.router).streams[0]
    assert regex.is_pattern
    assert regex.example is None
    assert regex.description == "About shop/order."


@pytest.mark.parametrize(
    "broken",
    [
        "- no map",
        "title: other/title\ntype: object",
        "title: shop/order\ntype: intejer",
        "title: shop/order\nproperties: {a: {$ref: /no/such/1.0.0}}",
        'title: shop/order\ndescription: "half \\ud800"',
        "{",
    ],
)
def test_versions_that_no_event_can_have_are_passed_over(
    state: State, add_schema: Callable[..., Any], broken: str
) -> None:
    """The next older one is described."""
    add_schema("shop/order", "2.0.0", broken.replace("{", "{{").replace("}", "}}"))
    assert described(state.router).streams[1].schema.uri == "/shop/order/1.10.0"


def test_without_streams_each_schema_is_described(
    state: State, add_schema: Callable[..., Any]
) -> None:
    """But fragments, which no event is of."""
    add_schema("fragment/common", "1.0.0")
    add_schema("note", "1.0.0", "title: note\ntype: object")
    found = described(Router(state.router.library, None))
    assert names(found) == ["note", "shop.order"]
    assert found.streams[0].example is None


def test_the_document_is_bounded(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is counted."""
    monkeypatch.setattr(module, "MOST_STREAMS", 1)
    found = described(state.router)
    assert (names(found), found.left_out) == ([r"/^job\..+$/"], 3)
    monkeypatch.setattr(module, "MOST_STREAMS", 1000)
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    assert described(state.router).left_out == 4
