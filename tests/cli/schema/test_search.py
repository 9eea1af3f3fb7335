"""`evtool schema search`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Evtool = Callable[..., Any]


def test_schema_field_and_text_are_shown(evtool: Evtool) -> None:
    """The latest version, the path of the field, and its description."""
    assert evtool("schema", "search", "number", "PAGE").lines == [
        "page/change@1.0.0\tpage_id\tThe number of the page."
    ]


def test_titles_come_first(evtool: Evtool) -> None:
    """A schema that is called so comes before fields that are."""
    assert evtool("schema", "search", "page").lines == [
        "page/change@1.0.0\t\tA page got a new revision.",
        "page/change@1.0.0\tpage_id\tThe number of the page.",
    ]


def test_the_source_is_searched_where_nothing_is_materialized(evtool: Evtool) -> None:
    """So that nobody invents a schema that is being written."""
    assert evtool("schema", "search", "sale").lines == ["shop/sale@current\t\t"]


def test_machine_formats(evtool: Evtool) -> None:
    """JSON says where the words were found; plain is titles, each once."""
    found = json.loads(evtool("schema", "search", "page", "--format", "json").out)
    assert [one["found_in"] for one in found["hits"]] == ["title", "field"]
    assert found["hits"][0]["field"] is None
    assert evtool("schema", "search", "page", "--format", "plain").lines == ["page/change"]


def test_the_limit_says_what_it_hides(evtool: Evtool, samples: Path) -> None:
    """The rest is counted, on stderr."""
    few = evtool("-C", samples, "schema", "search", "dt", "--limit", "2")
    everything = evtool("-C", samples, "schema", "search", "dt", "--limit", "0")
    assert few.lines == everything.lines[:2]
    assert f"{len(everything.lines) - 2} more" in few.err


def test_nothing_found_is_no_error(evtool: Evtool) -> None:
    """The answer is empty; the way on is on stderr."""
    found = evtool("schema", "search", "nowhere")
    assert (found.code, found.out) == (0, "")
    assert "`evtool schema list`" in found.err


def test_a_broken_file_hides_no_other(evtool: Evtool, workspace: Path) -> None:
    """It is told, with its place."""
    (workspace / "secondary/shop/order/1.0.0.yaml").write_text("title: [page\n")
    found = evtool("schema", "search", "page")
    assert len(found.lines) == 2
    assert "shop/order/1.0.0.yaml:" in found.err


def test_long_descriptions_are_cut(
    evtool: Evtool, samples: Path, terminal: Callable[[int], None]
) -> None:
    """A table shows the part around the words; JSON all of it."""
    words = ("schema", "search", "copy", "pages")
    whole = json.loads(evtool("-C", samples, *words, "--format", "json").out)["hits"][0]
    assert len(whole["text"]) > 100
    terminal(60)
    table = evtool("-C", samples, *words)
    assert "…" in table.out
    assert max(map(len, table.lines)) <= 60
