"""Comments are found at the entries they stand at."""

from __future__ import annotations

from pathlib import Path

from evtool.document import parse_document
from evtool.migration.comments import Comments

TEXT = """\
# about the first
# in two lines
first: 1 # beside it
# commented: out

list: # of things
  # about a
  - a
  - 'b # no comment'  # about b
map:
  key#1: x
"""


def comments(text: str = TEXT) -> Comments:
    """The comments of a YAML text."""
    return Comments(parse_document(text.encode(), Path("old.yaml")))


def test_comments_above_and_beside_belong_to_an_entry() -> None:
    """Lines right above come first, then what stands on the line."""
    found = comments()
    assert found.of([("first",)]) == ("about the first", "in two lines", "beside it")
    assert found.of([("list",)]) == ("of things",)
    assert found.of([("list", 0)]) == ("about a",)
    assert found.of([("list", 1)]) == ("about b",)
    assert found.of([("map", "key#1")]) == ()


def test_several_entries_share_their_comments_in_order() -> None:
    """Each comment once, in the order of the file."""
    assert comments().of([("list", 0), ("list",)]) == ("of things", "about a")


def test_comments_without_an_entry_are_left() -> None:
    """What stands at no entry that was asked for is the rest."""
    found = comments()
    found.of([("first",), ("list", 0)])
    assert found.rest() == ["commented: out"]


def test_entries_that_are_not_there_have_none() -> None:
    """A way that leaves the document takes no comment of another entry."""
    found = comments()
    assert found.of([("absent",), ("list", 7)]) == ()
    assert "about the first" in found.rest()
