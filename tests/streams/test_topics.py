"""Topics, mended and as MediaWiki derives them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.streams.pattern import parse_pattern
from evtool.streams.topics import mediawiki_topics, topics_of

TWO: dict[str, Any] = {"topic_prefixes": ["dc1.", "dc2."]}
BRANCHES = st.lists(
    st.sampled_from(["^a", "b$", "^ab$", "c", r"^a\.b", "^[ab]c$", "^x(a|b)$"]),
    min_size=1,
    max_size=3,
)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (TWO, ["dc1.s", "dc2.s"]),
        ({}, ["s"]),
        ({"topic_prefixes": None}, ["s"]),
        ({"topic_prefixes": []}, []),
        ({**TWO, "topics": ["t"]}, ["t"]),
        ({**TWO, "topics": None}, ["dc1.s", "dc2.s"]),
    ],
)
def test_topics_of_a_name(settings: dict[str, Any], expected: list[str]) -> None:
    """`topics` counts, then the prefixes, then the name; in both ways."""
    assert topics_of(settings, "s") == expected
    assert mediawiki_topics(settings, "s", None) == expected


@pytest.mark.parametrize(
    ("source", "mended", "theirs"),
    [
        (r"/^job\..+/", r"/^(?:dc1\.|dc2\.)job\..+/", r"/^(dc1\.|dc2\.)job\..+/"),
        ("/^case$/i", r"/^(?:dc1\.|dc2\.)(?i:case$)/", r"/^(dc1\.|dc2\.)case$/i/"),
        (
            "/^left|right$/",
            r"/^(?:dc1\.|dc2\.)(?:left|.*right$)/",
            r"/^(dc1\.|dc2\.)left|right$/",
        ),
        ("/loose/", r"/^(?:dc1\.|dc2\.).*loose/", r"/(dc1\.|dc2\.)loose/"),
        ("/b/A", r"/^(?:dc1\.|dc2\.)b/A", r"/(dc1\.|dc2\.)b/A/"),
        ("/^[|]$/", r"/^(?:dc1\.|dc2\.)[|]$/", r"/^(dc1\.|dc2\.)[|]$/"),
    ],
)
def test_topics_of_a_regex(source: str, mended: str, theirs: str) -> None:
    """Ours are anchored and keep flags and branches; MediaWiki's defects are kept."""
    assert topics_of(TWO, source, parse_pattern(source)) == [mended]
    assert mediawiki_topics(TWO, source, None) == [theirs]


@given(
    BRANCHES,
    st.sampled_from(["", "i"]),
    st.lists(st.sampled_from(["dc1.", "a/", "b+"]), min_size=1, max_size=2, unique=True),
    st.sampled_from(["a", "b", "ab", "xa", "ac", "c.b", "a.b", "AB", "zb", "z"]),
)
def test_the_topic_of_a_regex_matches_the_topics_of_its_names(
    branches: list[str], flags: str, prefixes: list[str], name: str
) -> None:
    """A prefix before a name matches exactly if the name matches."""
    pattern = parse_pattern(f"/{'|'.join(branches)}/{flags}")
    (topic,) = topics_of({"topic_prefixes": prefixes}, pattern.source, pattern)
    for prefix in prefixes:
        assert parse_pattern(topic).matches(prefix + name) is pattern.matches(name)
        assert not parse_pattern(topic).matches(f"zz{prefix}{name}")


def test_the_requested_name_makes_the_topics() -> None:
    """Not the regex; but PHP takes an empty name and `0` for none."""
    assert mediawiki_topics(TWO, "/^job/", "job.a") == ["dc1.job.a", "dc2.job.a"]
    assert mediawiki_topics(TWO, "/./", "0") == [r"/(dc1\.|dc2\.)./"]
