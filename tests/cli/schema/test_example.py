"""`evtool schema example`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Evtool = Callable[..., Any]


def test_the_first_example_is_printed(evtool: Evtool) -> None:
    """One JSON object on one line, ready to be sent."""
    found = evtool("schema", "example", "page/change")
    assert (
        found.out
        == '{"$schema": "/page/change/1.0.0", "dt": "2024-05-01T12:00:00Z", "page_id": 1}\n'
    )
    assert (found.code, found.err) == (0, "")


def test_all_examples_have_a_line_each(evtool: Evtool) -> None:
    """An unquoted time stamp is a time in YAML, and its ISO text in JSON."""
    found = evtool("schema", "example", "page/change@1.0.0", "--all")
    events = [json.loads(line) for line in found.lines]
    assert [event["page_id"] for event in events] == [1, 2]
    assert events[1]["dt"] == "2024-05-01T12:00:00.000Z"


def test_an_example_is_generated_on_demand(evtool: Evtool) -> None:
    """With the name of the schema that it is of."""
    found = evtool("schema", "example", "page/change", "--generate")
    event = json.loads(found.out)
    assert event["$schema"] == "/page/change/1.0.0"
    assert set(event) == {"$schema", "dt", "page_id"}
    assert found.err == ""


def test_without_examples_one_is_generated(evtool: Evtool) -> None:
    """And said to be."""
    found = evtool("schema", "example", "fragment/common@2.0.0", "--all")
    assert json.loads(found.out) == {"dt": "2021-01-01T00:00:00.0Z"}
    assert "generated" in found.err


def test_a_source_is_materialized_before(evtool: Evtool) -> None:
    """Its fields are those of its fragments too, its numbers have bounds."""
    event = json.loads(evtool("schema", "example", "page/change@current").out)
    assert event["page_id"] == -6305039478318694
    assert set(event) == {"dt", "page_id"}
    assert json.loads(evtool("schema", "example", "shop/sale").out)


def test_a_schema_at_fault_exits_with_1(evtool: Evtool, workspace: Path) -> None:
    """As every finding in a schema does; a schema that is not there is another matter."""
    path = workspace / "secondary/shop/sale/current.yaml"
    path.write_text("title: shop/sale\n$id: /shop/sale/1.0.0\n$ref: /nowhere/1.0.0\n")
    found = evtool("schema", "example", "shop/sale")
    assert (found.code, found.out) == (1, "")
    assert "current.yaml:3" in found.err
    (workspace / "secondary/shop/order/1.0.0.yaml").write_text("- no map\n")
    assert evtool("schema", "example", "shop/order").code == 1
    assert evtool("schema", "example", "nope").code == 2


def test_texts_of_any_kind_stay_on_one_line(evtool: Evtool, workspace: Path) -> None:
    """Line ends inside texts are escaped; JSON may hold half a character."""
    (workspace / "evtool.yaml").write_text(
        "version: 1\nmaterialize: {content_types: [json]}\n"
        "repositories: [{name: secondary, path: secondary}]\n"
    )
    path = workspace / "secondary/shop/order/1.0.0.json"
    path.write_text('{"examples": [{"a": "x\\n  y,\\n", "b": "\\ud800"}]}')
    found = evtool("schema", "example", "shop/order")
    assert found.out == '{"a": "x\\n  y,\\n", "b": "\\ud800"}\n'


def test_every_sample_has_an_example(evtool: Evtool, samples: Path) -> None:
    """Events name the version that they are of."""
    titles = evtool("-C", samples, "schema", "list", "--no-fragments", "--format", "plain").lines
    for title in titles:
        event = json.loads(evtool("-C", samples, "schema", "example", title).out)
        assert event["$schema"].startswith(f"/{title}/")
