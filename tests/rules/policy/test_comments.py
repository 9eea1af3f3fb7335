"""Comments that switch rules off."""

from __future__ import annotations

from pathlib import Path

from evtool.rules.policy.comments import Comment, comments

TEXT = """\
title: shop/order   # evtool: ignore[structure.title-mismatch] moved later
properties:
  # evtool: ignore[robustness.snake-case, robustness.missing-type] kept for old readers
  # (see the page of the team)

  pageId: {}
  other: {}
# evtool:ignore[x]
"""


def _found() -> list[Comment]:
    return list(comments(TEXT, Path("current.yaml")))


def test_a_comment_counts_for_its_line_or_the_next_one() -> None:
    """A comment beside something is about that; one alone is about what follows."""
    beside, alone = _found()
    assert (beside.line, beside.target, beside.reason) == (1, 1, "moved later")
    assert (alone.line, alone.target) == (3, 6)
    assert alone.rules == ("robustness.snake-case", "robustness.missing-type")


def test_a_comment_takes_what_it_names() -> None:
    """The rules in brackets, and no others; on its lines, and no others."""
    alone = _found()[1]
    assert alone.takes("robustness.snake-case", 6)
    assert not alone.takes("robustness.snake-case", 7)
    assert not alone.takes("robustness.object-type", 6)


def test_families_may_be_named() -> None:
    """`robustness` and `robustness.*` mean all rules of the family."""
    for name in ("robustness", "robustness.*"):
        (found,) = comments(f"a: 1 # evtool: ignore[{name}]", Path("x"))
        assert found.takes("robustness.snake-case", 1)
        assert not found.takes("structure.id-missing", 1)
