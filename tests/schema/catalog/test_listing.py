"""What file names tell about the schemas of a repository."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.catalog import Entry, Shelf, list_entries
from evtool.schema.repository import Repository
from evtool.schema.version import Version

REPOSITORY = Repository("primary", "primary", Path("/primary"))


def entries(*paths: str) -> list[Entry]:
    """List the schemas of a repository that writes YAML."""
    return list_entries(REPOSITORY, paths)


def test_a_folder_with_a_source_or_a_version_is_a_schema() -> None:
    """Either is enough, and titles come in order."""
    found = entries("b/current.yaml", "a/x/1.0.0.yaml")
    assert [(one.title, one.has_source) for one in found] == [("a/x", False), ("b", True)]


def test_versions_are_ordered_as_versions() -> None:
    """1.10.0 is newer than 1.9.0, whatever the order of the files."""
    (found,) = entries("a/1.10.0.yaml", "a/1.9.0.yaml", "a/0.1.0.yaml")
    assert [str(version) for version in found.versions] == ["0.1.0", "1.9.0", "1.10.0"]
    assert found.latest == Version(1, 10, 0)


@pytest.mark.parametrize(
    "path",
    [
        "a/1.0.0",
        "a/latest",
        "a/latest.yaml",
        "a/1.0.yaml",
        "a/1.0.0-beta.yaml",
        "a/1.0.0.json",
        "a/1.0.0.yml",
        "a/README.md",
        "a/current.yml",
        "current.yaml",
        "1.0.0.yaml",
    ],
)
def test_other_files_are_no_schemas(path: str) -> None:
    """Links, other formats, unfinished versions and files at the root have no title."""
    assert entries(path) == []


def test_each_version_has_its_formats_in_the_order_of_the_settings(
    shelf: Callable[..., Shelf],
) -> None:
    """The first format is the one that is shown."""
    one = shelf({}, content_types=("yaml", "json"), current_name="source")
    paths = ["a/1.0.0.json", "a/1.0.0.yaml", "a/1.1.0.json", "a/source.yaml"]
    (found,) = list_entries(one.repository, paths)
    assert found.versions == {Version(1, 0, 0): ("yaml", "json"), Version(1, 1, 0): ("json",)}
    assert found.has_source
    assert found.source_path == "a/source.yaml"


_NAMES = st.sampled_from(["a", "b/c", "fragment/d", "1.0.0"])
_FILES = st.sampled_from(["current.yaml", "1.0.0.yaml", "1.2.0.yaml", "latest.yaml", "1.0.0"])


@given(st.lists(st.builds("{}/{}".format, _NAMES, _FILES)))
def test_the_order_of_the_paths_does_not_matter(paths: list[str]) -> None:
    """Stores list files in any order."""
    assert list_entries(REPOSITORY, paths) == list_entries(REPOSITORY, paths[::-1])
