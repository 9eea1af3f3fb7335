"""`evtool check` and `evtool schema check`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.cli.main import run

Evtool = Callable[..., Any]

SCHEMA = """\
title: shop/gift
description: Somebody gave a gift.
$id: /shop/gift/1.0.0
$schema: https://json-schema.org/draft-07/schema#
type: object
properties:
  giftId:
    type: integer
    description: Which one.
"""


@pytest.fixture
def gift(workspace: Path) -> Path:
    """Give a schema of the workspace with one fault, and with nothing materialized."""
    path = workspace / "secondary/shop/gift/current.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(SCHEMA, encoding="utf-8")
    return path


def _json(outcome: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(outcome.out)
    return document


@pytest.mark.parametrize("command", [("check",), ("schema", "check")])
def test_findings_make_it_fail(evtool: Evtool, gift: Path, command: tuple[str, ...]) -> None:
    """One line a finding in a pipe, and exit code 1; a warning alone does not fail."""
    done = evtool(*command, gift, "--select", "robustness.snake-case")
    assert done.code == 1
    assert done.lines == [
        (
            "secondary/shop/gift/current.yaml:7:3: error robustness.snake-case "
            "the field 'giftId' is not snake_case"
        )
    ]
    done = evtool(*command, gift, "--select", "example.missing")
    assert (done.code, done.lines) == (0, [])
    assert "example.missing" in evtool(*command, gift, "--select", "example.missing", "-v").out


def test_json(evtool: Evtool, gift: Path) -> None:
    """The document that scripts read."""
    done = evtool("check", gift, "--select", "robustness", "--format", "json")
    document = _json(done)
    assert document["version"] == 1
    (finding,) = document["findings"]
    assert finding["rule"] == "robustness.snake-case"
    assert finding["pointer"] == "/properties/giftId"
    assert finding["schema"] == "/shop/gift/1.0.0"
    assert finding["hint"] == "call it gift_id"
    assert document["summary"]["files"] == 1


def test_selection(evtool: Evtool, gift: Path) -> None:
    """Names are separated by commas; a misspelt one is answered with the nearest."""
    done = evtool("check", gift, "--select", "robustness,structure", "--ignore", "robustness")
    assert "robustness" not in done.out
    assert "structure.not-materialized" in done.out
    done = evtool("check", "--select", "robustnes")
    assert done.code == 2
    assert "did you mean 'robustness'" in done.err


def test_fix(evtool: Evtool, gift: Path) -> None:
    """Links are made, quotes added; what is left is reported."""
    evtool("schema", "materialize", gift)
    gift.write_text(SCHEMA + "    default: 2024-05-01\n", encoding="utf-8")
    (gift.parent / "latest").unlink()
    (gift.parent / "1.0.0").unlink()
    done = evtool("check", gift, "--fix", "--select", "structure,yaml")
    assert (done.code, done.out) == (0, "")
    assert "repaired 3 findings" in done.err
    assert (gift.parent / "latest").readlink() == Path("1.0.0.yaml")
    assert "default: '2024-05-01'" in gift.read_text(encoding="utf-8")


def test_baseline(evtool: Evtool, gift: Path, workspace: Path) -> None:
    """Accepted findings are not reported again, wherever they stand; new ones are."""
    assert evtool("check", "--write-baseline").code == 0
    assert (workspace / ".evtool-baseline.json").exists()
    assert evtool("check").code == 0
    moved = SCHEMA.replace("properties:", "# A comment.\nproperties:")
    gift.write_text(moved + "  otherId: {type: integer, description: x}\n", encoding="utf-8")
    done = evtool("check")
    assert done.code == 1
    assert "otherId" in done.out
    assert "giftId" not in done.out


def test_a_named_baseline_must_exist(evtool: Evtool) -> None:
    """Whoever names a file means one that is there."""
    done = evtool("check", "--baseline", "nowhere.json")
    assert done.code == 2
    assert "no such file" in done.err


def test_settings_of_the_workspace(evtool: Evtool, gift: Path, workspace: Path) -> None:
    """Severities and exceptions of `evtool.yaml` hold; mistakes in it are named."""
    file = workspace / "evtool.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "check: {severity: {robustness.snake-case: warning}}\n")
    done = evtool("check", gift, "--select", "robustness.snake-case")
    assert done.code == 0
    assert "warning robustness.snake-case" in done.out
    file.write_text(text + "check: {ignore: {robustness.snake-case: [/shop/gift/.*]}}\n")
    assert evtool("check", gift, "--select", "robustness.snake-case").out == ""
    file.write_text(text + "check: {ignore: {robustness.snake-cas: [/shop/gift/.*]}}\n")
    done = evtool("check")
    assert done.code == 2
    assert "evtool.yaml:5" in done.err
    assert "did you mean 'robustness.snake-case'" in done.err


def test_outside_git_nothing_is_released(evtool: Evtool) -> None:
    """Rules about releases need git; a ref that is named needs it too."""
    done = evtool("check", "--select", "release.rewritten,release.deleted")
    assert (done.code, done.out) == (0, "")


def test_a_missing_folder_is_an_error(evtool: Evtool, workspace: Path) -> None:
    """A repository that is not there cannot be checked; what was named can."""
    file = workspace / "evtool.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "  - {name: third, path: nowhere}\n", encoding="utf-8")
    assert evtool("check").code == 2
    assert evtool("check", "primary/page/change", "--select", "structure").code == 1


def test_help_comes_without_loading_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """The root help lists the commands."""
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert "Check everything that the workspace has." in out
    assert "List the rules, or explain one." in out
