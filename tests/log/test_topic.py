"""Names of topics and lists of them."""

from __future__ import annotations

import pytest

from evtool.log.event_log import EntryRefused, LogError
from evtool.log.topic import check_topic, topic_test


def test_names_and_regexes_choose() -> None:
    """A name means itself, a regex is looked for anywhere, nothing means all."""
    test = topic_test(["a.b", "/^x/", "/y$/"])
    assert [name for name in ("a.b", "aXb", "xa", "ax", "ay") if test(name)] == ["a.b", "xa", "ay"]
    assert topic_test([])("anything")


def test_wrong_ones_are_told() -> None:
    """A name with a blank; a regex with an open bracket."""
    check_topic("eqiad.page_change-1")
    with pytest.raises(EntryRefused):
        check_topic("page change")
    with pytest.raises(LogError):
        topic_test(["/[/"])
