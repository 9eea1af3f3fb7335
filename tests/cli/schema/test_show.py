"""`evtool schema show`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Evtool = Callable[..., Any]


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (["page/change"], "page/change/1.0.0.yaml"),
        (["page/change@latest"], "page/change/1.0.0.yaml"),
        (["fragment/common@1.0.0"], "fragment/common/1.0.0.yaml"),
        (["/fragment/common/2.0.0"], "fragment/common/2.0.0.yaml"),
        (["page/change", "--current"], "page/change/current.yaml"),
        (["page/change@current"], "page/change/current.yaml"),
        (["page/change", "--format", "yaml"], "page/change/1.0.0.yaml"),
        (["primary/page/change"], "page/change/1.0.0.yaml"),
        (["primary/page/change/"], "page/change/1.0.0.yaml"),
        (["primary/fragment/common/1.0.0.yaml"], "fragment/common/1.0.0.yaml"),
        (["primary/page/change/current.yaml"], "page/change/current.yaml"),
    ],
)
def test_the_text_is_what_is_stored(
    evtool: Evtool, workspace: Path, arguments: list[str], path: str
) -> None:
    """Byte for byte, by every name that a schema has, paths included."""
    found = evtool("schema", "show", *arguments)
    assert found.out == (workspace / "primary" / path).read_text()
    assert (found.code, found.err) == (0, "")


def test_links_are_names_too(evtool: Evtool, workspace: Path) -> None:
    """The shell completes them, so they are understood."""
    folder = workspace / "primary/fragment/common"
    for name in ("latest", "latest.yaml"):
        (folder / name).symlink_to("2.0.0.yaml")
    old, new = (folder / f"{version}.yaml" for version in ("1.0.0", "2.0.0"))
    assert evtool("schema", "show", folder / "1.0.0").out == old.read_text()
    assert evtool("schema", "show", folder / "latest").out == new.read_text()
    assert evtool("schema", "show", folder / "latest.yaml").out == new.read_text()


def test_another_format_is_canonical(evtool: Evtool) -> None:
    """Keys in canonical order, whatever the order of the file."""
    found = evtool("schema", "show", "fragment/common@2.0.0", "--format", "json")
    value = json.loads(found.out)
    assert value["$id"] == "/fragment/common/2.0.0"
    assert list(value) == ["title", "$id", "required", "properties"]


def test_a_stored_format_is_printed_as_it_is(evtool: Evtool, workspace: Path) -> None:
    """What is materialized as JSON too is not made again."""
    (workspace / "evtool.yaml").write_text(
        "version: 1\nmaterialize: {content_types: [yaml, json]}\n"
        "repositories: [{name: primary, path: primary}]\n"
    )
    path = workspace / "primary/page/change/1.0.0.json"
    path.write_text('{"stored": 1}')
    found = evtool("schema", "show", "page/change", "--format", "json")
    assert found.out == '{"stored": 1}'
    path.unlink()
    path.symlink_to("nowhere.json")
    assert '"page/change"' in evtool("schema", "show", "page/change", "--format", "json").out


def test_a_terminal_gets_a_last_line_end(
    evtool: Evtool, terminal: Callable[[int], None], workspace: Path
) -> None:
    """The prompt stands on a line of its own."""
    (workspace / "secondary/shop/order/1.0.0.yaml").write_text("title: shop/order")
    assert evtool("schema", "show", "shop/order").out == "title: shop/order"
    terminal(80)
    assert evtool("schema", "show", "shop/order").out == "title: shop/order\n"


def test_fields(evtool: Evtool) -> None:
    """Path, type, whether it is required, and what it means."""
    assert evtool("schema", "show", "page/change", "--fields").lines == [
        "$schema\tstring\tno\t",
        "dt\tstring\tyes\tWhen it happened.",
        "page_id\tinteger\tno\tThe number of the page.",
    ]
    found = evtool("schema", "show", "page/change", "--fields", "--format", "json")
    assert json.loads(found.out)["fields"][1] == {
        "path": "dt",
        "name": "dt",
        "type": "string",
        "required": True,
        "description": "When it happened.",
    }


def test_fields_of_a_source_are_those_of_its_fragments_too(evtool: Evtool) -> None:
    """References are written out, as they will be in the version."""
    found = evtool("schema", "show", "page/change", "--current", "--fields", "--format", "plain")
    assert sorted(found.lines) == ["dt", "page_id"]


@pytest.mark.parametrize("width", [60, 99, 120])
def test_fields_fit_the_terminal(
    evtool: Evtool, terminal: Callable[[int], None], samples: Path, width: int
) -> None:
    """A table where there is room, descriptions below the names where there is not."""
    terminal(width)
    found = evtool("-C", samples, "schema", "show", "page/change", "--fields")
    assert max(map(len, found.lines)) <= width
    assert "revision.parent_revision_id" in found.out


def test_texts_cannot_steer_the_terminal(evtool: Evtool, workspace: Path) -> None:
    """A description with escape sequences is shown, not obeyed."""
    path = workspace / "secondary/shop/order/1.0.0.yaml"
    path.write_text('properties: {a: {description: "x \\e[2J y"}}\n')
    assert evtool("schema", "show", "shop/order", "--fields").lines == [
        "a\tanything\tno\tx \N{REPLACEMENT CHARACTER}[2J y"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["page/chnge"], "did you mean page/change"),
        (["page/change@9.0.0"], "it has 1.0.0"),
        (["page/change@1.1.0"], "`evtool schema materialize"),
        (["shop/sale"], "none of its versions is materialized"),
        (["shop/order", "--current"], "it has no current.yaml"),
        (["page/change@1"], "is not a version"),
        (["page/change@1.0.0", "--current"], "exclude each other"),
        (["page/change", "--format", "csv"], "known: yaml, json"),
        (["page/change", "--fields", "--format", "yaml"], "known: table"),
    ],
)
def test_what_cannot_be_shown(evtool: Evtool, arguments: list[str], message: str) -> None:
    """The way on is in the hint."""
    found = evtool("schema", "show", *arguments)
    assert message in found.err
    assert (found.code, found.out) == (2, "")
