"""Looking names up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.streams import configuration as module
from evtool.streams.configuration import Configuration, Entry
from evtool.streams.pattern import parse_pattern

Configure = Callable[..., Configuration]

STREAMS = r"""
streams:
  /^job\..+/: {schema_title: a/job}
  /^job\.special\..+$/: {schema_title: a/special}
  job.exact: {schema_title: a/exact}
"""


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("job.exact", "job.exact"),
        ("job.a", r"/^job\..+/"),
        ("job.special.x", r"/^job\..+/"),
        (r"/^job\.special\..+$/", r"/^job\.special\..+$/"),
        ("other", None),
        ("JOB.a", None),
    ],
)
def test_finding(configure: Configure, name: str, entry: str | None) -> None:
    """An exact name wins, then the first regex in order; twice asked is the same."""
    made = configure(STREAMS)
    for _ in range(2):
        found = made.find(name)
        assert (found.name if found else None) == entry


def test_every_entry_that_matches(configure: Configure) -> None:
    """In the order of the file."""
    made = configure(STREAMS)
    assert [one.name for one in made.matching("job.special.x")] == [
        r"/^job\..+/",
        r"/^job\.special\..+$/",
    ]
    assert [one.name for one in made.matching("job.exact")] == [r"/^job\..+/", "job.exact"]
    assert list(made.matching("nothing")) == []


def test_topics_of_an_entry_and_of_a_name(configure: Configure) -> None:
    """A regex has a topic of its own, each of its names another."""
    entry = configure("defaults: {topic_prefixes: [a.]}\nstreams: {/^j/: {}}").entries["/^j/"]
    assert entry.topics() == [r"/^(?:a\.)j/"]
    assert entry.topics("/^j/") == [r"/^(?:a\.)j/"]
    assert entry.topics("job") == ["a.job"]
    assert entry.matches("job")
    assert entry.written == {}


def test_entries_by_schema(configure: Configure) -> None:
    """All streams of a title."""
    assert [one.name for one in configure(STREAMS).with_schema("a/exact")] == ["job.exact"]


def test_the_version_is_that_of_the_content(configure: Configure) -> None:
    """It differs with the files, and with how they are read."""
    made = configure(STREAMS)
    assert made.version == configure(STREAMS).version
    others = [configure(STREAMS + " "), configure(STREAMS, how="by-index"), Configuration({})]
    assert len({made.version, *(one.version for one in others)}) == 4


def test_what_is_remembered_is_bounded(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asking for ever new names needs no more memory."""
    monkeypatch.setattr(module, "REMEMBERED", 10)
    made = configure(STREAMS)
    for number in range(100):
        made.find(f"job.{number}")
        made.find("x" * 300 + str(number))
    assert len(made._remembered) <= 10


@given(
    st.lists(st.sampled_from(["/a/", "/^b/", "/c$/", "ab", "bc"]), unique=True),
    st.text("abc", max_size=3),
)
def test_finding_is_what_the_specification_says(names: list[str], asked: str) -> None:
    """Exact key, else the first entry in order that matches."""
    entries = {
        name: Entry(name, {}, (), parse_pattern(name) if name.startswith("/") else None)
        for name in names
    }
    expected = entries.get(asked) or next(
        (one for one in entries.values() if one.matches(asked)), None
    )
    assert Configuration(entries).find(asked) is expected
