"""Schemas and fields by words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.catalog import Catalog
from evtool.schema.catalog.search import Hit, Part, SearchResult, find_places, snippet

FILES = {
    "page/change/1.0.0.yaml": """
title: page/change
description: A page got a new revision.
properties:
  page_id: {type: integer, description: The number of the page.}
  user: {type: object, properties: {user_id: {type: integer}}}
""",
    "page/change/1.1.0.yaml": """
title: page/change
description: A page got a new revision.
properties:
  page_id: {type: integer, description: The number of the page.}
  comment: {type: string, description: Why the page was changed.}
  user: {type: object, properties: {user_id: {type: integer}}}
""",
    "user/rename/current.yaml": """
title: user/rename
$id: /user/rename/1.0.0
description: Somebody has another name.
properties:
  old_name: {type: string, description: The name of the user before.}
""",
}


@pytest.fixture
def found(catalog: Callable[[dict[str, str]], Catalog]) -> Callable[..., list[str]]:
    """Give a function that searches and names what is found, best first."""

    def search(*words: str) -> list[str]:
        return [_name(hit) for hit in find_places(catalog(FILES), words).hits]

    return search


def _name(hit: Hit) -> str:
    return f"{hit.entry.title}@{hit.version or 'current'} {hit.path}".strip()


def test_titles_come_before_fields_and_descriptions(found: Callable[..., list[str]]) -> None:
    """A schema that is called so is what most people look for."""
    assert found("user") == [
        "user/rename@current",
        "page/change@1.1.0 user",
        "page/change@1.1.0 user.user_id",
        "user/rename@current old_name",
    ]


def test_only_the_newest_version_is_searched(found: Callable[..., list[str]]) -> None:
    """Old versions say the same again."""
    assert found("page_id") == ["page/change@1.1.0 page_id"]


@pytest.mark.parametrize("words", [("PAGE", "number"), ("page number",), ("number", "page/change")])
def test_all_words_must_be_there_in_any_case(
    found: Callable[..., list[str]], words: tuple[str, ...]
) -> None:
    """Words of the title help to tell fields apart, and are not enough for a field."""
    assert found(*words) == ["page/change@1.1.0 page_id"]


def test_a_path_finds_its_field(found: Callable[..., list[str]]) -> None:
    """The end of a path is a name too; a name above it alone is none."""
    assert found("user.user_id") == ["page/change@1.1.0 user.user_id"]


def test_nothing_is_found_without_words(found: Callable[..., list[str]]) -> None:
    """Blanks are no words."""
    assert found(" ") == []
    assert found("nowhere") == []


def test_a_whole_name_beats_a_part_of_one(
    catalog: Callable[[dict[str, str]], Catalog],
) -> None:
    """Who types a whole name means that name."""
    text = "properties: {dt_id: {}, first_dt: {}, a: {properties: {dt: {}}}}"
    hits = find_places(catalog({"x/1.0.0.yaml": text}), ["dt"]).hits
    assert [hit.path for hit in hits] == ["a.dt", "dt_id", "first_dt"]
    assert {hit.part for hit in hits} == {Part.FIELD}


def _search(catalog: Catalog, limit: int | None) -> SearchResult:
    return find_places(catalog, ["e"], limit)


@given(st.integers(1, 12))
def test_a_limit_keeps_the_best(limit: int) -> None:
    """The first hits of a limited search are those of an unlimited one; all are counted."""
    whole = _search(_in_memory(), None)
    some = _search(_in_memory(), limit)
    assert list(some.hits) == list(whole.hits)[:limit]
    assert some.total == whole.total == len(whole.hits)


def _in_memory() -> Catalog:
    from pathlib import Path

    from evtool.schema.catalog import Shelf
    from evtool.schema.repository import Repository
    from evtool.schema.store import MemoryStore

    contents = {path: text.encode() for path, text in FILES.items()}
    repository = Repository("primary", "primary", Path("/primary"))
    return Catalog([Shelf(repository, MemoryStore(contents))])


def test_a_broken_file_hides_no_other(catalog: Callable[[dict[str, str]], Catalog]) -> None:
    """It is told apart from the hits."""
    result = find_places(catalog({**FILES, "bad/1.0.0.yaml": "old_name: {"}), ["old_name"])
    assert len(result.hits) == 1
    assert len(result.failures) == 1


def test_words_that_yaml_writes_otherwise_are_found(
    catalog: Callable[[dict[str, str]], Catalog],
) -> None:
    """A quote is doubled in YAML, and a text may be folded between any two words."""
    text = "description: >-\n  it\n  doesn't\nproperties: {a: {description: 'can''t be'}}"
    made = catalog({"x/1.0.0.yaml": text})
    assert [hit.path for hit in find_places(made, ["can't"]).hits] == ["a"]
    assert [hit.path for hit in find_places(made, ["it doesn't"]).hits] == [""]


LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"


@given(st.sampled_from(LONG.split()), st.integers(20, 100))
def test_a_snippet_fits_and_shows_the_word(word: str, width: int) -> None:
    """A long description is cut around what was looked for."""
    short = snippet(LONG, [word], width)
    assert len(short) <= width
    assert word in short


def test_a_short_text_is_its_own_snippet() -> None:
    """Nothing is cut that fits."""
    assert snippet("short", ["x"]) == "short"
