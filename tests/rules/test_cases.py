"""Every rule has cases beside it: what it must complain about, and what it must not.

A folder here is called like a rule. A case in it is one of three kinds:

* the source of the schema `shop/order`; the rule complains about each line that ends with
  `# finding`, and about no other;
* `old:` and `new:`, the text of version 1.0.0 and of the source after it, marked likewise;
* `files:` of a workspace, `changes:` made after these were committed, and `expect:`, the
  places as `path:line`. A file is a text, a list of bytes, nothing (to remove it), or
  `{link: target}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from evtool.finding import Finding
from evtool.rules.registry import rules

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*.*/*.yaml"))
OWN = [name for name, one in rules().items() if one.family != "stream"]  # its cases: `stream/`

_MARK = re.compile(r"# finding\b")
_SOURCE = "shop/order/current.yaml"

Found = Callable[..., list[Finding]]


def _name(case: Path) -> str:
    return f"{case.parent.name}/{case.stem}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_case(case: Path, found: Found, fragments: dict[str, Any], tmp_path: Path) -> None:
    """A rule complains about the places that its case marks, and no others."""
    rule = case.parent.name
    text = case.read_text(encoding="utf-8")
    files, expected, how = _layout(text)
    how.setdefault("select", (rule,))
    findings = found({**fragments, **files}, **how)
    places = {
        f"{one.path.relative_to(tmp_path)}:{one.line}" for one in findings if one.rule == rule
    }
    assert places == expected, [one.message for one in findings]


def _layout(text: str) -> tuple[dict[str, Any], set[str], dict[str, Any]]:
    """The files of a case, the places that are expected, and how to check."""
    if not re.search(r"^(files|old):", text, re.MULTILINE):
        return {_SOURCE: text}, _marked(_SOURCE, text), {}
    case = yaml.safe_load(text)
    if "old" in case:
        files = {"shop/order/1.0.0.yaml": case["old"], _SOURCE: case["new"]}
        return files, _marked(_SOURCE, case["new"]), {}
    files = {name: _content(one) for name, one in case.pop("files").items()}
    changes = {name: _content(one) for name, one in case.pop("changes", {}).items()}
    how = {"changes": changes} if changes else {}
    return files, set(case.pop("expect", ())), {**how, **case}


def _content(value: Any) -> Any:
    return bytes(value) if isinstance(value, list) else value


def _marked(path: str, text: str) -> set[str]:
    lines = enumerate(text.splitlines(), start=1)
    return {f"{path}:{at}" for at, line in lines if _MARK.search(line)}


@pytest.mark.parametrize("rule", OWN)
def test_cases_are_complete(rule: str) -> None:
    """Each rule has a case that it complains about, and one that it accepts."""
    names = [case.stem for case in CASES if case.parent.name == rule]
    assert any(name.startswith("bad") for name in names), names
    assert any(name.startswith("good") for name in names), names


def test_cases_belong_to_rules() -> None:
    """No folder is called like a rule that does not exist."""
    assert {case.parent.name for case in CASES} <= set(rules())
