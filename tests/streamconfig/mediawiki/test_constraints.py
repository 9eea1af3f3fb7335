"""Constraints as MediaWiki reads and compares them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.streamconfig.mediawiki.constraints import parse_constraints, satisfies
from evtool.streams.configuration import Entry
from evtool.streams.pattern import parse_pattern

SETTINGS: dict[str, Any] = {
    "yes": True,
    "no": False,
    "half": 0.5,
    "digits": "1",
    "blank": "",
    "nothing": None,
    "tags": ["red", "green", "blue"],
    "no_tags": [],
    "deep": {"a": {"b": {"c": "d"}, "e": [1, 2]}},
    "nested": [["x"]],
}
ENTRY = Entry("s", SETTINGS, ())


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["a=b"], {"a": "b"}),
        (["a"], {"a": ""}),
        (["a=b=c"], {"a": "b"}),
        (["?a=b"], {"a": "b"}),
        (["a=1&b=2&&a=3"], {"a": "3", "b": "2"}),
        (["a%5Bb%5D=c+d%2B"], {"a": {"b": "c d+"}}),
        (["a[b][c]=d"], {"a": {"b": {"c": "d"}}}),
        (["a[]=b"], {"a": {"": "b"}}),
        (["a[b]=1&a[c]=2"], {"a": {"b": "1", "c": "2"}}),
        (["a[b]=1&a=2"], {"a": "2"}),
        (["a[0]=1", "a[0]=2"], {"a": {"0": "1", "1": "2"}}),
        (["a=1", "a=2"], {"a": {"0": "1", "1": "2"}}),
        (["5=x"], {"0": "x"}),
    ],
)
def test_parsing(texts: list[str], expected: Any) -> None:
    """Brackets lead deeper, what is said twice becomes a list."""
    assert parse_constraints(texts) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["yes=1"], True),
        (["yes=true"], False),
        (["no="], True),
        (["no=0"], False),
        (["no"], True),
        (["half=0.5"], True),
        (["half=.5"], False),
        (["blank="], True),
        (["nothing="], False),
        (["absent="], False),
        (["tags[]=red"], False),
        (["tags[0]=blue"], True),
        (["tags[0]=red", "tags[0]=green"], True),
        (["tags[0]=red", "tags[0]=pink"], False),
        (["tags[1]=green"], True),
        (["tags[1]=blue"], False),
        (["tags=red"], False),
        (["no_tags[0]=red"], False),
        (["deep[a][b]=d"], False),
        (["deep[a][b][c]=d"], True),
        (["deep[a][e][0]=2"], True),
        (["deep="], False),
        (["nested[0][0]=x"], True),
        (["digits=1", "digits=1"], False),
        (["tags[0]=red", "absent=x"], True),
        (["absent=x", "tags[0]=red"], False),
        (["stream=s"], True),
        (["stream=other"], False),
        (["stream[0]=s"], False),
        (["stream=s", "yes=0"], False),
    ],
)
def test_satisfying(texts: list[str], *, expected: bool) -> None:
    """Everything is compared as text; a list that fits ends the comparison."""
    assert satisfies(ENTRY, parse_constraints(texts)) is expected


def test_the_stream_is_matched_as_a_name() -> None:
    """A regex matches the names that it matches."""
    entry = Entry("/^job/", {}, (), parse_pattern("/^job/"))
    assert satisfies(entry, {"stream": "job.a"})
    assert not satisfies(entry, {"stream": "/^job/"})


def test_what_is_deep_counts_as_equal() -> None:
    """Beyond ten levels nothing is compared."""
    settings: Any = "end"
    wanted: Any = "other end"
    for _ in range(12):
        settings, wanted = {"a": settings}, {"a": wanted}
    assert satisfies(Entry("s", settings, ()), wanted)


@given(st.lists(st.text("a=&?[]|%+05", max_size=12), max_size=4))
def test_any_text_is_a_constraint(texts: list[str]) -> None:
    """Whatever is written, it is compared."""
    assert satisfies(ENTRY, parse_constraints(texts)) in (True, False)
