"""Which sources a change reaches."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.dev.reach import key_of, names_of, outline, plain, reached, with_needs
from evtool.document import Document
from evtool.schema.materialize import Source
from evtool.schema.repository import Repository
from evtool.schema.version import Version

MAIN = Repository("main", "primary", Path("/repository"))


def source(title: str, *uses: str) -> Source:
    """A source at version 1.0.0 that refers to some URIs."""
    value = {"allOf": [{"$ref": uri} for uri in uses]}
    path = f"{title}/current.yaml"
    return Source(MAIN, path, Document(MAIN.root / path, "", value), title, Version(1, 0, 0))


def titles(sources: list[Source]) -> list[str]:
    """The titles of sources."""
    return [one.title for one in sources]


CHAIN = [source("a"), source("b", "/a/1.0.0#/x"), source("c", "/b/1.0.0.yaml"), source("d")]


def test_users_of_users_are_reached() -> None:
    """A change goes up the references, whatever their spelling."""
    assert reached(["/a/1.0.0"], CHAIN) == {key_of(CHAIN[1]), key_of(CHAIN[2])}
    assert reached(["/b/1.0.0"], CHAIN) == {key_of(CHAIN[2])}
    assert reached(["/c/1.0.0", "/nowhere/1.0.0"], CHAIN) == set()


def test_needs_are_followed_down() -> None:
    """What a source uses is planned with it, so that unwritten versions resolve."""
    by_key = {key_of(one): one for one in CHAIN}
    assert titles(with_needs([key_of(CHAIN[2])], by_key)) == ["a", "b", "c"]
    assert titles(with_needs([key_of(CHAIN[3]), ("main", "gone")], by_key)) == ["d"]


@pytest.mark.parametrize("uri", ["/a/latest", "/a/current.yaml", "/a/1.0.0.json", "/%61/1.0.0"])
def test_every_name_of_a_source_counts(uri: str) -> None:
    """A reference to the newest version, or to the source itself, is one too."""
    used = source("a")
    assert plain(uri) in names_of(used)
    assert reached(names_of(used), [used, source("z", uri)]) == {("main", "z/current.yaml")}


def test_a_schema_at_the_root_has_names_too() -> None:
    """A repository may be one schema."""
    alone = Source(MAIN, "current.yaml", Document(MAIN.root, "", {}), "alone", Version(1, 0, 0))
    assert names_of(alone) == {"/1.0.0", "/latest", "/current"}


def test_an_outline_keeps_what_a_source_refers_to() -> None:
    """Everything else of its content is let go of."""
    kept = outline(CHAIN[1])
    assert list(kept.uses()) == list(CHAIN[1].uses()) == ["/a/1.0.0"]
    assert (kept.uri, kept.document.path) == (CHAIN[1].uri, CHAIN[1].document.path)
    assert outline(kept) == kept


GRAPHS = st.dictionaries(st.sampled_from("abcde"), st.sets(st.sampled_from("abcdef"), max_size=3))


@given(GRAPHS, st.sampled_from("abcdef"))
def test_reach_is_need_turned_round(graph: dict[str, set[str]], start: str) -> None:
    """Who is reached by a source needs it, and the other way round; circles end."""
    sources = [source(one, *(f"/{used}/1.0.0" for used in sorted(graph[one]))) for one in graph]
    by_key = {key_of(one): one for one in sources}
    found = reached([f"/{start}/1.0.0"], sources)
    for one in sources:
        needs = titles(with_needs([key_of(one)], by_key))
        if start in graph and one.title != start:
            assert (key_of(one) in found) == (start in needs)
