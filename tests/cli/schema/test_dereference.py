"""`evtool schema dereference`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Evtool = Callable[..., Any]

WHOLE = """\
title: page/change
description: A page got a new revision.
$id: /page/change/1.1.0
$schema: 'https://json-schema.org/draft-07/schema#'
type: object
properties:
  dt:
    type: string
  page_id:
    description: The number of the page.
    type: integer
"""


@pytest.mark.parametrize(
    "name",
    [
        "page/change",
        "page/change@current",
        "primary/page/change/current.yaml",
        "primary/page/change",
    ],
)
def test_the_whole_schema_and_nothing_else(evtool: Evtool, name: str) -> None:
    """No bounds, no example, no log line."""
    found = evtool("schema", "dereference", name)
    assert (found.code, found.out, found.err) == (0, WHOLE, "")


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_stdin(evtool: Evtool, workspace: Path, arguments: list[str]) -> None:
    """References are looked up in the workspace, wherever the schema comes from."""
    text = (workspace / "primary/page/change/current.yaml").read_text()
    assert evtool("schema", "dereference", *arguments, stdin=text).out == WHOLE


def test_stdin_may_be_json(evtool: Evtool) -> None:
    """JSON with tabs is no YAML; YAML may start with a brace too."""
    json_text = '{\n\t"title": "x",\n\t"allOf": [{"$ref": "/fragment/common/1.0.0"}]\n}\n'
    whole = evtool("schema", "dereference", "--format", "json", stdin=json_text)
    assert json.loads(whole.out) == {"title": "x", "properties": {"dt": {"type": "string"}}} | {
        "$id": "/fragment/common/1.0.0"
    }
    assert evtool("schema", "dereference", stdin="{title: x}\n").out == "title: x\n"


def test_several_make_a_list(evtool: Evtool) -> None:
    """As the reference tool does."""
    names = ("fragment/common@1.0.0", "shop/order@1.0.0")
    whole = json.loads(evtool("schema", "dereference", *names, "--format", "json").out)
    assert [one["title"] for one in whole] == ["fragment/common", "shop/order"]
    assert evtool("schema", "dereference", *names).out.startswith("- title: fragment/common\n")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title: x\n$ref: /nowhere/1.0.0\n", "stdin:2:1"),
        ("title: [\n", "stdin:"),
        ("- a\n", "stdin:1:1: a schema must be a map"),
        ("", "stdin: the file is empty"),
        ("allOf:\n  - {type: string}\n  - {type: integer}\n", "stdin:"),
        ('{"a": ', "stdin:"),
    ],
)
def test_a_schema_at_fault_is_told_with_its_place(evtool: Evtool, text: str, place: str) -> None:
    """Exit code 1, and nothing on stdout."""
    found = evtool("schema", "dereference", stdin=text)
    assert (found.code, found.out) == (1, "")
    assert place in found.err


def test_every_schema_at_fault_is_told(evtool: Evtool, workspace: Path) -> None:
    """One never hides another, and half a list is not printed."""
    for name in "ab":
        (workspace / f"{name}.yaml").write_text("$ref: /nowhere/1.0.0\n")
    found = evtool("schema", "dereference", "a.yaml", "page/change", "b.yaml")
    assert (found.code, found.out) == (1, "")
    assert "a.yaml:1" in found.err
    assert "b.yaml:1" in found.err


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nope.yaml", "no such file"),
        ("page/chnge", "did you mean page/change"),
        ("page/change@9.0.0", "it has 1.0.0"),
    ],
)
def test_what_is_not_there_is_no_fault_of_a_schema(evtool: Evtool, name: str, message: str) -> None:
    """Exit code 2."""
    found = evtool("schema", "dereference", name)
    assert (found.code, found.out) == (2, "")
    assert message in found.err


def test_without_a_workspace_the_folder_is_the_root(
    evtool: Evtool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file anywhere can be dereferenced, as with the reference tool."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/1.0.0").write_text("type: string\n")
    (tmp_path / "x.yaml").write_text("properties: {y: {$ref: /a/b/1.0.0}}\n")
    monkeypatch.chdir(tmp_path)
    found = evtool("schema", "dereference", "x.yaml")
    assert found.out == "properties:\n  'y':\n    type: string\n"


def test_every_sample_can_be_dereferenced(evtool: Evtool, samples: Path) -> None:
    """What is materialized already stays as it is."""
    titles = evtool("-C", samples, "schema", "list", "--format", "plain").lines
    whole = json.loads(evtool("-C", samples, "schema", "dereference", *titles, "--format=json").out)
    assert [one["title"] for one in whole] == titles
    assert not any("$ref" in json.dumps(one) for one in whole)
