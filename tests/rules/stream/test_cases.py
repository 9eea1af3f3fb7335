"""Every rule for streams has cases beside it: stream files good and bad.

A folder here is called like a rule. Its rule complains about each line of a case that ends
with `# finding`, and about no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.finding import Finding
from evtool.rules.stream import RULES

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*/*.yaml"))

_MARK = re.compile(r"# finding\b")


def _name(case: Path) -> str:
    return f"{case.parent.name}/{case.stem}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_case(case: Path, found: Callable[..., list[Finding]]) -> None:
    """A rule complains about the lines that its case marks, and no others."""
    text = case.read_text(encoding="utf-8")
    marked = {at for at, line in enumerate(text.splitlines(), 1) if _MARK.search(line)}
    rule = f"stream.{case.parent.name}"
    findings = [one for one in found(text) if one.rule == rule]
    assert {one.line for one in findings} == marked, [one.message for one in findings]
    assert bool(marked) == case.stem.startswith("bad")


@pytest.mark.parametrize("rule", [one.id.removeprefix("stream.") for one in RULES])
def test_cases_are_complete(rule: str) -> None:
    """Each rule has a case that it complains about, and one that it accepts."""
    names = [case.stem for case in CASES if case.parent.name == rule]
    assert any(name.startswith("bad") for name in names), names
    assert any(name.startswith("good") for name in names), names
