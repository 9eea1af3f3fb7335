"""`evtool schema list`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Evtool = Callable[..., Any]


def test_a_pipe_gets_tabs(evtool: Evtool) -> None:
    """Title, repository, latest version and number of versions, for `cut` and `awk`."""
    assert evtool("schema", "list").lines == [
        "fragment/common\tprimary\t2.0.0\t2",
        "page/change\tprimary\t1.0.0\t1",
        "shop/order\tsecondary\t1.0.0\t1",
        "shop/sale\tsecondary\t\t0",
    ]


def test_a_terminal_gets_a_table(evtool: Evtool, terminal: Callable[[int], None]) -> None:
    """With headings, and no line longer than the terminal."""
    terminal(60)
    found = evtool("schema", "list", "--status")
    assert found.lines[0].split() == [
        *("TITLE", "REPOSITORY", "LATEST", "VERSIONS", "SOURCE", "STATUS")
    ]
    assert max(map(len, found.lines)) <= 60


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        (["shop"], ["shop/order", "shop/sale"]),
        (["shop/*"], ["shop/order", "shop/sale"]),
        (["*e"], ["page/change", "shop/sale"]),
        (["/page/change"], ["page/change"]),
        (["order", "page/*"], ["page/change", "shop/order"]),
        (["nothing"], []),
        (["--fragments"], ["fragment/common"]),
        (["--no-fragments"], ["page/change", "shop/order", "shop/sale"]),
    ],
)
def test_selections(evtool: Evtool, arguments: list[str], titles: list[str]) -> None:
    """By a part of the title, by a pattern, and by being a fragment."""
    found = evtool("schema", "list", "--format", "plain", *arguments)
    assert found.lines == titles
    assert found.code == 0
    assert ("no schema matches" in found.err) is (not titles)


def test_versions_have_a_line_each(evtool: Evtool) -> None:
    """Plain gives names that other commands take."""
    found = evtool("schema", "list", "common", "--versions", "--format", "plain")
    assert found.lines == ["fragment/common@1.0.0", "fragment/common@2.0.0"]
    table = evtool("schema", "list", "common", "--versions")
    assert table.lines[1] == "fragment/common\tprimary\t2.0.0\tyaml\tyes"


def test_status_reads_the_sources(evtool: Evtool, workspace: Path) -> None:
    """Ahead, released, missing; an unreadable source is told and hides no other."""
    broken = workspace / "secondary/shop/cart/current.yaml"
    broken.parent.mkdir()
    broken.write_text("title: [", encoding="utf-8")
    found = evtool("schema", "list", "--status", "--format", "json")
    schemas = json.loads(found.out)["schemas"]
    assert {one["title"]: (one["source"], one["status"]) for one in schemas} == {
        "fragment/common": ("2.0.0", "released"),
        "page/change": ("1.1.0", "ahead"),
        "shop/cart": (None, "unreadable"),
        "shop/order": (None, "no source"),
        "shop/sale": ("1.0.0", "unmaterialized"),
    }
    assert "shop/cart/current.yaml:2" in found.err or "shop/cart/current.yaml:1" in found.err
    assert found.code == 0


def test_without_status_nothing_is_read(evtool: Evtool, workspace: Path) -> None:
    """A list of names needs names only."""
    for path in workspace.rglob("primary/**/*.yaml"):
        path.write_bytes(b"\xff")
    assert evtool("schema", "list", "--fragments").lines == ["fragment/common\tprimary\t2.0.0\t2"]


def test_machine_formats(evtool: Evtool) -> None:
    """JSON has a version; JSON lines and CSV have one schema a line."""
    whole = json.loads(evtool("schema", "list", "order", "--format", "json").out)
    row = {
        "title": "shop/order",
        "repository": "secondary",
        "latest": "1.0.0",
        "versions": 1,
        "fragment": False,
    }
    assert whole == {"version": 1, "schemas": [row]}
    lines = evtool("schema", "list", "shop", "--format", "jsonl").lines
    assert json.loads(lines[0]) == row
    table = list(csv.DictReader(evtool("schema", "list", "shop", "--format", "csv").lines))
    assert [one["latest"] for one in table] == ["1.0.0", ""]


def test_versions_and_status_exclude_each_other(evtool: Evtool) -> None:
    """One is about versions, the other about sources."""
    assert evtool("schema", "list", "--versions", "--status").code == 2


def test_a_repository_without_folder_is_left_out(evtool: Evtool, workspace: Path) -> None:
    """The others are listed; without any there is nothing to list."""
    (workspace / "secondary").rename(workspace / "elsewhere")
    found = evtool("schema", "list", "--format", "plain")
    assert found.lines == ["fragment/common", "page/change"]
    assert "secondary has no folder" in found.err
    (workspace / "primary").rename(workspace / "gone")
    assert evtool("schema", "list").code == 2


def test_the_samples_are_all_released(evtool: Evtool, samples: Path) -> None:
    """Our own repositories are kept as we ask of others."""
    found = evtool("-C", samples, "schema", "list", "--status", "--format", "json")
    schemas = json.loads(found.out)["schemas"]
    assert len(schemas) > 10
    assert {one["status"] for one in schemas} == {"released"}
