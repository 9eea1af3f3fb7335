"""What makes a rule."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.registry import FAMILIES, names, rules
from evtool.rules.rule import UndocumentedRule, rule

COMPLETE = """Something holds.

Otherwise it does not,
at all.

Why: because.

Example:
    a: 1     # fine

Repair: do
    something.
"""


def _documented(text: str | None) -> object:
    def check(_subject: str) -> Iterator[Problem]:
        yield Problem("")

    check.__doc__ = text
    return rule("family.name", Severity.INFO, on=str)(check)


def test_the_docstring_is_the_documentation() -> None:
    """Its parts are told apart, paragraphs flow, and examples keep their lines."""
    made = rules()["robustness.snake-case"].documentation
    assert made.summary.startswith("The name of a field is lower snake case")
    told = _documented(COMPLETE).documentation  # type: ignore[attr-defined]
    assert (told.summary, told.why) == ("Something holds.", "because.")
    assert told.description == "Otherwise it does not, at all."
    assert (told.example, told.repair) == ("a: 1     # fine", "do something.")
    assert "```yaml\na: 1     # fine\n```" in told.markdown()


@pytest.mark.parametrize("missing", ["Why:", "Example:", "Repair:", None])
def test_an_undocumented_rule_is_refused(missing: str | None) -> None:
    """A rule without a part of its documentation cannot be made."""
    text = COMPLETE.replace(missing, "Else:") if missing else None
    with pytest.raises(UndocumentedRule, match=r"family\.name"):
        _documented(text)


def test_every_family_has_rules() -> None:
    """The families are listed in one place, and none of them is empty."""
    families = {one.family for one in rules().values()}
    assert {name.rstrip("_") for name in FAMILIES} <= families
    assert families <= names()


@pytest.mark.parametrize("one", rules().values(), ids=lambda one: one.id)
def test_documentation_is_written_for_people(one: object) -> None:
    """The law is one sentence, and every part says something."""
    told = one.documentation  # type: ignore[attr-defined]
    assert told.summary.endswith(".")
    assert "\n" not in told.summary
    assert min(len(told.why), len(told.repair)) > 10
    assert told.example
