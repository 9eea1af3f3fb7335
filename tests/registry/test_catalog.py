"""Schemas and versions, read from file names."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evtool.registry.catalog import Entry, Shelf, entries_of, near_titles, near_versions
from evtool.schema.repository import Repository

MAIN = Repository("main", "primary", Path("/repository"))


def test_files_and_links_are_one_version() -> None:
    """`1.0.0.yaml`, `1.0.0.json` and the link `1.0.0` are one; other files are none."""
    paths = ["a/1.0.0.yaml", "a/1.0.0.json", "a/1.0.0", "a/latest", "a/README.md", "a/current.yaml"]
    assert entries_of(paths, "current") == (Entry("a", ("1.0.0",), has_source=True),)


def test_versions_are_in_order_of_precedence() -> None:
    """Numbers count as numbers, and a prerelease stands before its release."""
    paths = [f"a/{version}.yaml" for version in ("10.0.0", "2.0.0", "2.0.0-beta", "1.9.0")]
    (entry,) = entries_of(paths, "current")
    assert entry.versions == ("1.9.0", "2.0.0-beta", "2.0.0", "10.0.0")
    assert entry.latest == "10.0.0"


def test_a_source_without_versions_is_a_schema() -> None:
    """It is listed without a newest version."""
    (entry,) = entries_of(["new/current.yaml"], "current")
    assert (entry.title, entry.versions, entry.latest) == ("new", (), None)


def test_a_folder_holds_what_is_below_it() -> None:
    """`shop` holds `shop/order`, and not `shopping`."""
    entries = entries_of(["shop/order/1.0.0", "shopping/1.0.0", "shop/1.0.0"], "current")
    below = Shelf(MAIN, entries).below("shop")
    assert [one.title for one in below] == ["shop", "shop/order"]


def test_near_titles_name_their_repositories() -> None:
    """The same title may be in two repositories; an exact one comes first."""
    other = Repository("other", "secondary", Path("/other"))
    shelves = [
        Shelf(MAIN, (Entry("page/change"), Entry("page/create"))),
        Shelf(other, (Entry("page/change"),)),
    ]
    assert near_titles("page/chnage", shelves)[:2] == [
        ("main", "page/change"),
        ("other", "page/change"),
    ]
    assert near_titles("page/create", shelves)[0] == ("main", "page/create")
    assert near_titles("x" * 100_000, shelves) == []


def test_near_versions_come_by_distance() -> None:
    """The same major version is nearer than any other; `latest` means the newest."""
    versions = ["1.0.0", "1.1.0", "1.2.0", "2.0.0", "3.0.0", "4.0.0"]
    assert near_versions("1.1.5", versions)[:3] == ["1.1.0", "1.2.0", "1.0.0"]
    assert near_versions("latest", versions)[0] == "4.0.0"
    assert len(near_versions("1.0.1", versions)) == 5


NAMES = st.from_regex(r"[a-c]/([0-3]\.[0-3]\.[0-3]|latest|current)(\.yaml|\.json)?", fullmatch=True)


@given(st.lists(NAMES))
def test_listing_does_not_depend_on_order(paths: list[str]) -> None:
    """Each schema stands once, whatever order the disk lists files in."""
    entries = entries_of(paths, "current")
    assert entries == entries_of(list(reversed(paths)), "current")
    assert [one.title for one in entries] == sorted({one.title for one in entries})
    for entry in entries:
        assert len(set(entry.versions)) == len(entry.versions)
