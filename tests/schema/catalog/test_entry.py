"""One schema as the names of its files tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.schema.catalog import Entry, SourceStatus
from evtool.schema.repository import Repository
from evtool.schema.version import Version

REPOSITORY = Repository("primary", "primary", Path("/primary"))


def entry(*versions: str, has_source: bool = True, title: str = "page/change") -> Entry:
    """Make a schema of materialized versions."""
    listed = {Version.parse(version): ("yaml",) for version in versions}
    return Entry(REPOSITORY, title, listed, has_source)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("versions", "source", "status"),
    [
        (["1.0.0", "1.1.0"], "1.1.0", SourceStatus.RELEASED),
        (["1.0.0"], "1.1.0", SourceStatus.AHEAD),
        ([], "1.0.0", SourceStatus.UNMATERIALIZED),
        (["1.0.0", "2.0.0"], "1.1.0", SourceStatus.UNMATERIALIZED),
        (["1.0.0", "1.1.0"], "1.0.0", SourceStatus.BEHIND),
        (["1.0.0"], None, SourceStatus.UNREADABLE),
    ],
)
def test_status(versions: list[str], source: str | None, status: SourceStatus) -> None:
    """The source is compared with the versions that have files."""
    version = Version.parse(source) if source else None
    assert entry(*versions).status(version) is status


def test_without_a_source_there_is_nothing_to_compare() -> None:
    """Versions alone are a schema that nobody edits any more."""
    assert entry("1.0.0", has_source=False).status(None) is SourceStatus.MISSING


def test_without_versions_there_is_no_latest() -> None:
    """A new schema has a source only."""
    assert entry().latest is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [("fragment/common", True), ("a/fragment/b", True), ("page/fragments", False), ("a", False)],
)
def test_a_fragment_is_named_so(title: str, *, expected: bool) -> None:
    """A whole segment of the title says it."""
    assert entry(title=title).is_fragment is expected


def test_paths_and_ids() -> None:
    """Files lie in the folder of the title."""
    one = entry("1.0.0")
    assert one.path(Version(1, 0, 0), "json") == "page/change/1.0.0.json"
    assert str(one.id(Version(1, 0, 0))) == "/page/change/1.0.0"
