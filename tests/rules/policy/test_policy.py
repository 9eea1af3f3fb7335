"""Which rules run, and how much they matter."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from evtool.config import Section, load_section
from evtool.document import Document, parse_document
from evtool.errors import ConfigurationError
from evtool.finding import Severity
from evtool.rules.policy.exceptions import exemptions
from evtool.rules.policy.policy import Policy
from evtool.rules.policy.settings import CheckSettings, covers
from evtool.rules.registry import rules
from evtool.workspace import workspace_of

TODAY = datetime.date(2026, 6, 1)


def _settings(text: str) -> CheckSettings:
    document = parse_document(text.encode(), Path("evtool.yaml"))
    return load_section(CheckSettings, Section(document))


def _active(text: str = "{}", **how: Any) -> dict[str, Severity]:
    policy = Policy(_settings(text), TODAY, **how)
    return {name: one.severity for name, one in policy.active(rules().values()).items()}


def test_all_rules_run_by_default() -> None:
    """Nothing is switched off that nobody switched off."""
    assert set(_active()) == set(rules())


def test_selection() -> None:
    """Rules and families; the command line before the file; a rule named itself stays."""
    text = "select: [structure, robustness.*]\n"
    assert {name.partition(".")[0] for name in _active(text)} == {"structure", "robustness"}
    assert set(_active(text, select=["yaml.syntax"])) == {"yaml.syntax"}
    assert "yaml.syntax" not in _active(ignore=["yaml"])
    assert "yaml.syntax" in _active(select=["yaml.syntax", "structure"], ignore=["yaml"])


def test_severities() -> None:
    """A rule before its family; `off` switches off."""
    text = """
severity:
  robustness: warning
  robustness.snake-case: info
  robustness.dialect: "off"
"""
    active = _active(text)
    assert active["robustness.snake-case"] is Severity.INFO
    assert active["robustness.missing-type"] is Severity.WARNING
    assert "robustness.dialect" not in active
    assert active["structure.id-missing"] is Severity.ERROR


def test_levels_decide_about_readers() -> None:
    """What breaks readers of old versions is an error where they must not break."""
    loosened = "compatibility.constraint-loosened"
    assert _active()[loosened] is Severity.INFO
    assert _active("compatibility: {level: FULL}")[loosened] is Severity.ERROR
    assert loosened not in _active("compatibility: {level: NONE}")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("select: [robustnes]", "select"),
        ("ignore: {robustness.snake-cas: [/a/.*]}", "ignore"),
        ("ignore: {robustness.snake-case: ['[']}", "ignore"),
        ("ignore: {robustness.snake-case: [{pattern: /a, until: soon}]}", "until"),
        ("severity: {robustness.snake-case: loud}", "severity"),
        ("compatibility: {level: SIDEWAYS}", "level"),
    ],
)
def test_mistakes_are_refused(text: str, place: str) -> None:
    """Unknown rules, patterns and dates that are none, with their place."""
    with pytest.raises(ConfigurationError, match=place):
        _settings(text)


def test_names() -> None:
    """A rule, its family, and its family with a star."""
    for name in ("robustness.snake-case", "robustness", "robustness.*"):
        assert covers(name, "robustness.snake-case")
    assert not covers("robustness.snake", "robustness.snake-case")
    assert not covers("robust", "robustness.snake-case")


def _exempting(entry: str) -> Policy:
    text = f"version: 1\ncheck:\n  ignore:\n    robustness.snake-case: [{entry}]\n"
    workspace = workspace_of(parse_document(text.encode(), Path("/w/evtool.yaml")))
    settings = workspace.section("check", CheckSettings)
    return Policy(settings, TODAY, exemptions=exemptions(workspace, settings, ["/a/b/1.0.0"]))


def test_exceptions() -> None:
    """A finding is taken away for the `$id`s of the pattern, as long as that holds."""
    policy = _exempting("/a/b/.*")
    assert policy.excepts("robustness.snake-case", "/a/b/1.0.0")
    assert policy.exemptions[0].uses == 1
    assert not policy.excepts("robustness.snake-case", "/a/c/1.0.0")
    assert not policy.excepts("robustness.dialect", "/a/b/1.0.0")
    assert not policy.excepts("robustness.snake-case", None)


@pytest.mark.parametrize(
    ("until", "holds"), [("2026-06-01", True), ("'2026-05-31'", False), ("2030-01-01", True)]
)
def test_exceptions_may_end(until: str, holds: bool) -> None:  # noqa: FBT001 - a table
    """The last day is the last on which the exception holds."""
    policy = _exempting(f"{{pattern: /a/b/.*, reason: old, until: {until}}}")
    assert policy.excepts("robustness.snake-case", "/a/b/1.0.0") is holds


def test_a_workspace_may_forbid_comments() -> None:
    """With `comments: false` no file switches a rule off by itself."""
    text = b"a: 1  # evtool: ignore[yaml.syntax]"
    for allowed in (True, False):
        policy = Policy(_settings(f"comments: {str(allowed).lower()}"), TODAY)
        policy.note(Path("x"), text)
        assert bool(policy.comments) is allowed


def test_an_empty_section_is_the_default() -> None:
    """Nothing has to be configured."""
    assert load_section(CheckSettings, Section(Document(Path("x"), "{}", {}))) == CheckSettings()
