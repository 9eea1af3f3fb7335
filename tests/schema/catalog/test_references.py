"""Who refers to whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.catalog import Catalog, Shelf
from evtool.schema.catalog.references import (
    Reference,
    State,
    along,
    read_references,
    references_of,
)
from evtool.schema.version import Label, Version

FILES = {
    "common/1.0.0.yaml": "",
    "common/2.0.0.yaml": "",
    "common/current.yaml": "title: common\n$id: /common/2.0.0\n",
    "user/1.0.0.yaml": "",
    "user/current.yaml": "title: user\n$id: /user/1.0.0\nallOf: [{$ref: /common/1.0.0}]\n",
    "page/current.yaml": """
title: page
$id: /page/1.1.0
allOf:
  - $ref: /common/2.0.0
  - $ref: '/user/1.0.0.yaml#/properties/x'
  - $ref: '/user/1.0.0#'
properties:
  again: {$ref: /user/latest}
  here: {$ref: '#/properties/again'}
  same: {$ref: './#/properties/again'}
""",
}


@pytest.fixture
def references(catalog: Callable[[dict[str, str]], Catalog]) -> Callable[[str], list[Reference]]:
    """Give a function that reads the references of a source called `x`."""

    def read(text: str) -> list[Reference]:
        made = catalog({**FILES, "x/current.yaml": f"title: x\n$id: /x/1.0.0\n{text}"})
        return references_of(made.read_source(made.entry("x")), made)

    return read


def test_each_target_is_named_once(catalog: Callable[[dict[str, str]], Catalog]) -> None:
    """Extensions and fragments make no other target; a version and `latest` are two."""
    found = read_references(catalog(FILES)).uses["page"]
    assert [(one.target, str(one.version)) for one in found] == [
        ("common", "2.0.0"),
        ("user", "1.0.0"),
        ("user", "latest"),
    ]
    assert {one.user_version for one in found} == {Version(1, 1, 0)}


@pytest.mark.parametrize(
    ("uri", "target", "state"),
    [
        ("/common/2.0.0", "common", State.NEWEST),
        ("/common/1.0.0", "common", State.OUTDATED),
        ("/common/latest", "common", State.NEWEST),
        ("/common/current.yaml", "common", State.NEWEST),
        ("/common/3.0.0", "common", State.MISSING),
        ("/nowhere/1.0.0", "nowhere", State.MISSING),
        ("/common", "common", State.MISSING),
        ("common/1.0.0", "common/1.0.0", State.MISSING),
        ("/%63ommon/2.0.0", "common", State.NEWEST),
        ("/a//1.0.0", "/a//1.0.0", State.MISSING),
        ("https://example.org/a/1.0.0", "https://example.org/a/1.0.0", State.UNKNOWN),
    ],
)
def test_what_a_reference_means(
    references: Callable[[str], list[Reference]], uri: str, target: str, state: State
) -> None:
    """The schema that it names, and how its version stands."""
    (found,) = references(f"allOf: [{{$ref: '{uri}'}}]")
    assert (found.target, found.state) == (target, state)


def test_both_ends_are_known(catalog: Callable[[dict[str, str]], Catalog]) -> None:
    """Users of a schema are found from its side."""
    found = read_references(catalog(FILES))
    assert [one.user for one in found.used_by["common"]] == ["page", "user"]
    assert [one.target for one in found.all()] == ["common", "user", "user", "common"]


def test_a_mention_narrows_what_is_parsed(catalog: Callable[[dict[str, str]], Catalog]) -> None:
    """Sources without the title are not parsed, so a broken one among them goes unseen."""
    made = catalog({**FILES, "bad/current.yaml": "$ref: {"})
    assert not read_references(made, "user").failures
    assert [one.user for one in read_references(made, "user").used_by["user"]] == ["page", "page"]
    assert len(read_references(made).failures) == 1


def test_escapes_hide_no_mention(catalog: Callable[[dict[str, str]], Catalog]) -> None:
    """A title may be written with escapes; such a source is always parsed."""
    made = catalog({"x/current.yaml": 'title: x\n$id: /x/1.0.0\n$ref: "/\\u0075ser/1.0.0"\n'})
    assert [one.user for one in read_references(made, "user").used_by["user"]] == ["x"]


def test_a_catalog_that_is_not_complete_misses_nothing(shelf: Callable[..., Shelf]) -> None:
    """Where URLs are looked up too, nobody knows that a schema is missing."""
    files = {"x/current.yaml": "title: x\n$id: /x/1.0.0\n$ref: /far/1.0.0\n"}
    (found,) = read_references(Catalog([shelf(files)], complete=False)).uses["x"]
    assert found.state is State.UNKNOWN


def test_versions_that_are_asked_for() -> None:
    """The newest version by number and `latest` are the same; None is any."""
    one = Reference("x", Version(1, 0, 0), "t", Version(2, 0, 0), Version(2, 0, 0), exists=True)
    wanted = [None, Label.LATEST, Version(2, 0, 0), Version(1, 0, 0), Label.CURRENT]
    assert [one.asks_for(version) for version in wanted] == [True, True, True, False, False]


def use(user: str, target: str) -> Reference:
    """Make a reference from one title to another."""
    return Reference(user, Version(1, 0, 0), target, Version(1, 0, 0), None, exists=True)


def walk(edges: list[tuple[str, str]], start: str, *, transitive: bool = True) -> list[str]:
    """Follow edges from a title; each step is its depth, its end and whether it is repeated."""
    uses: dict[str, list[Reference]] = {}
    for user, target in edges:
        uses.setdefault(user, []).append(use(user, target))
    steps = along(start, uses, lambda one: one.target, transitive=transitive)
    return [f"{step.depth}{step.reference.target}{'*' if step.repeated else ''}" for step in steps]


def test_references_are_followed_depth_first() -> None:
    """What a schema leads to comes right after it."""
    edges = [("a", "b"), ("a", "d"), ("b", "c"), ("d", "e")]
    assert walk(edges, "a") == ["1b", "2c", "1d", "2e"]
    assert walk(edges, "a", transitive=False) == ["1b", "1d"]


def test_a_schema_is_continued_once() -> None:
    """Diamonds and circles end; the second sight is marked."""
    assert walk([("a", "b"), ("a", "c"), ("c", "b"), ("b", "d")], "a") == ["1b", "2d", "1c", "2b*"]
    assert walk([("a", "b"), ("b", "a")], "a") == ["1b", "2a*"]


_TITLES = st.sampled_from("abcde")


@given(st.lists(st.tuples(_TITLES, _TITLES), unique=True))
def test_every_reachable_reference_is_listed_once(edges: list[tuple[str, str]]) -> None:
    """Whatever circles there are, each is followed once."""
    reached, pending = set(), ["a"]
    while pending:
        title = pending.pop()
        if title not in reached:
            reached.add(title)
            pending += [target for user, target in edges if user == title]
    listed = walk(edges, "a")
    assert len(listed) == sum(1 for user, _ in edges if user in reached)
