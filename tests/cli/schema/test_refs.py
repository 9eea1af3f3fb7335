"""`evtool schema refs`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Evtool = Callable[..., Any]


def test_both_ways_in_a_pipe(evtool: Evtool) -> None:
    """Direction, user, target, version, newest version, and what is to be said of it."""
    assert evtool("schema", "refs", "page/change").lines == [
        "uses\tpage/change\tfragment/common\t1.0.0\t2.0.0\toutdated",
        "used-by\tshop/sale\tpage/change\t1.0.0\t1.0.0\tnewest",
    ]


def test_a_terminal_gets_a_tree(evtool: Evtool, terminal: Callable[[int], None]) -> None:
    """What is used and who uses it, each with its version."""
    terminal(60)
    assert evtool("schema", "refs", "page/change", "--transitive").lines == [
        "page/change",
        "uses",
        "└── fragment/common 1.0.0 (2.0.0 is there)",
        "used by",
        "└── shop/sale refers to 1.0.0",
    ]
    assert evtool("schema", "refs", "shop/sale", "--transitive").lines == [
        "shop/sale",
        "uses",
        "├── fragment/common 2.0.0",
        "└── page/change 1.0.0",
        "    └── fragment/common 1.0.0 (2.0.0 is there)",
        "used by: none",
    ]


def test_outdated_keeps_the_way_in_a_tree(evtool: Evtool) -> None:
    """What leads to an outdated reference is shown in a tree, and not in a list."""
    arguments = ("schema", "refs", "shop/sale", "--transitive", "--outdated", "--format")
    assert evtool(*arguments, "tree").lines == [
        "shop/sale",
        "uses",
        "└── page/change 1.0.0",
        "    └── fragment/common 1.0.0 (2.0.0 is there)",
        "used by: none",
    ]
    assert evtool(*arguments, "plain").lines == ["fragment/common"]


@pytest.mark.parametrize(
    ("name", "users"),
    [
        ("fragment/common", ["page/change", "shop/sale"]),
        ("fragment/common@1.0.0", ["page/change"]),
        ("fragment/common@latest", ["shop/sale"]),
        ("fragment/common@current", []),
    ],
)
def test_users_of_a_version(evtool: Evtool, name: str, users: list[str]) -> None:
    """Before a version is given up, who still refers to it?"""
    assert evtool("schema", "refs", name, "--format", "plain").lines == users


def test_outdated_users(evtool: Evtool) -> None:
    """Who has to follow a new version of a fragment."""
    found = evtool("schema", "refs", "fragment/common", "--outdated", "--format", "json")
    assert json.loads(found.out) == {
        "version": 1,
        "references": [
            {
                "direction": "used-by",
                "depth": 1,
                "title": "page/change",
                "user": "page/change",
                "user_version": "1.1.0",
                "target": "fragment/common",
                "version": "1.0.0",
                "newest": "2.0.0",
                "state": "outdated",
            }
        ],
    }


def test_users_of_users(evtool: Evtool) -> None:
    """A change of a fragment reaches them too."""
    found = evtool("schema", "refs", "fragment/common@1.0.0", "--transitive", "--format", "csv")
    assert found.lines[1:] == [
        "used-by,page/change,fragment/common,1.0.0,2.0.0,outdated",
        "used-by,shop/sale,page/change,1.0.0,1.0.0,newest",
    ]


def test_without_a_schema_all_references_are_listed(evtool: Evtool) -> None:
    """The whole workspace, as rows, as a tree and as a graph."""
    assert len(evtool("schema", "refs").lines) == 3
    assert evtool("schema", "refs", "--outdated", "--format", "tree").lines == [
        "page/change",
        "└── fragment/common 1.0.0 (2.0.0 is there)",
    ]


def test_dot_is_a_graph(evtool: Evtool) -> None:
    """Outdated references have a color; each edge stands once."""
    assert evtool("schema", "refs", "--format", "dot").lines == [
        "digraph schemas {",
        "  rankdir=LR;",
        "  node [shape=box];",
        '  "page/change" -> "fragment/common" [label="1.0.0", color=orange, fontcolor=orange];',
        '  "shop/sale" -> "fragment/common" [label="2.0.0"];',
        '  "shop/sale" -> "page/change" [label="1.0.0"];',
        "}",
    ]
    one = evtool("schema", "refs", "page/change", "--format", "dot")
    assert sum("->" in line for line in one.lines) == 2


def test_what_is_missing_is_said(evtool: Evtool, workspace: Path) -> None:
    """A reference to nowhere is shown, and marked."""
    path = workspace / "secondary/shop/sale/current.yaml"
    path.write_text("title: shop/sale\n$id: /shop/sale/1.0.0\n$ref: /nowhere/1.0.0\n")
    assert evtool("schema", "refs", "shop/sale").lines == [
        "uses\tshop/sale\tnowhere\t1.0.0\t\tmissing"
    ]
    assert "└── nowhere 1.0.0 (missing)" in evtool("schema", "refs", "--format", "tree").out


def test_an_unknown_schema_is_an_error(evtool: Evtool) -> None:
    """With the nearest title."""
    found = evtool("schema", "refs", "fragment/comon")
    assert found.code == 2
    assert "did you mean fragment/common" in found.err


def test_a_broken_source_hides_no_other(evtool: Evtool, workspace: Path) -> None:
    """It is told, with its place."""
    path = workspace / "secondary/shop/order/current.yaml"
    path.write_text("$ref: /page/change/1.0.0\n")
    found = evtool("schema", "refs", "page/change")
    assert len(found.lines) == 2
    assert "shop/order/current.yaml:1" in found.err


def test_a_repository_beside_the_workspace_is_looked_into(evtool: Evtool, workspace: Path) -> None:
    """References to a base that is only looked up are neither missing nor listed."""
    (workspace / "evtool.yaml").write_text(
        "version: 1\nrepositories:\n"
        "  - {name: secondary, path: secondary}\n  - {name: others, base: primary}\n"
    )
    assert evtool("schema", "refs", "shop/sale").lines == [
        "uses\tshop/sale\tfragment/common\t2.0.0\t2.0.0\tnewest",
        "uses\tshop/sale\tpage/change\t1.0.0\t1.0.0\tnewest",
    ]
    assert evtool("schema", "list", "--format", "plain").lines == ["shop/order", "shop/sale"]


def test_the_samples_are_up_to_date(evtool: Evtool, samples: Path) -> None:
    """Our own schemas use the newest fragments."""
    assert evtool("-C", samples, "schema", "refs", "--outdated").out == ""
    assert len(evtool("-C", samples, "schema", "refs").lines) > 10
