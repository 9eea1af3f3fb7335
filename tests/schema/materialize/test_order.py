"""Dependency order."""

import random
from pathlib import Path

import pytest

from evtool.document import parse_document
from evtool.errors import SchemaError
from evtool.schema.materialize.order import in_dependency_order
from evtool.schema.materialize.plan import outdated
from evtool.schema.materialize.source import Source, read_source
from evtool.schema.repository import Repository

REPOSITORY = Repository("main", "primary", Path("/schemas"))


def source(title: str, *uses: str, version: str = "1.0.0") -> Source:
    """A source that refers to others."""
    references = "".join(f"  - $ref: {uri}\n" for uri in uses)
    text = f"title: {title}\n$id: /{title}/{version}\nallOf:\n{references or '  []'}\n"
    document = parse_document(text.encode(), Path(f"/schemas/{title}/current.yaml"))
    return read_source(REPOSITORY, f"{title}/current.yaml", document)


def test_what_is_used_comes_first() -> None:
    """A chain is ordered from its end, whatever order it came in."""
    chain = [source("a", "/b/1.0.0#/x"), source("b", "/c/1.0.0.yaml"), source("c"), source("d")]
    for seed in range(5):
        shuffled = chain.copy()
        random.Random(seed).shuffle(shuffled)
        titles = [one.title for one in in_dependency_order(shuffled)]
        assert titles.index("c") < titles.index("b") < titles.index("a")


def test_another_version_is_no_dependency() -> None:
    """Only the version that is being made counts; a released one is there already."""
    pair = [source("a", "/b/0.9.0"), source("b", "/a/0.9.0")]
    assert len(in_dependency_order(pair)) == 2


def test_circles_are_named() -> None:
    """Versions that need each other cannot be made."""
    with pytest.raises(SchemaError, match=r"circle: .*/a/1.0.0.*/b/1.0.0"):
        in_dependency_order([source("a", "/b/1.0.0"), source("b", "/a/1.0.0")])


def test_a_circle_is_told_the_way_it_is_written() -> None:
    """The arrows follow the references, and the place is the line of the first one."""
    chain = [source("a", "/x/1.0.0", "/b/1.0.0"), source("b", "/c/1.0.0"), source("c", "/a/1.0.0")]
    with pytest.raises(
        SchemaError, match=r"/a/1\.0\.0 -> /b/1\.0\.0 -> /c/1\.0\.0 -> /a"
    ) as caught:
        in_dependency_order(chain)
    assert caught.value.place
    assert (caught.value.place.path.parent.name, caught.value.place.line) == ("a", 5)


def test_users_of_another_version_are_outdated() -> None:
    """Each user of a version that is not the changed one is listed once."""
    changed = source("f", version="2.0.0")
    users = [source("a", "/f/1.0.0", "/f/1.0.0#/x"), source("b", "/f/2.0.0"), source("c")]
    found = [(user.title, uri) for user, uri, _ in outdated([changed], [changed, *users])]
    assert found == [("a", "/f/1.0.0")]
