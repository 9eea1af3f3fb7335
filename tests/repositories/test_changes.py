"""What happened to schemas between two commits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.git import Git, MissingRef
from evtool.repositories.changes import SchemaChanges, changes_of, compare
from evtool.schema.repository import Repository

REPOSITORY = Repository("a", "primary", Path("/a"))

_NAMES = st.sampled_from(["current.yaml", "1.0.0.yaml", "1.1.0.yaml", "latest", "1.0.0", "README"])
_TREES = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b/c", ""]), _NAMES).map("/".join), st.sampled_from("xyz")
)


def test_each_kind_of_change_is_told() -> None:
    """Titles, versions, sources and broken promises are told apart."""
    old = {
        "gone/current.yaml": "1",
        "page/change/current.yaml": "2",
        "page/change/1.0.0.yaml": "3",
        "page/change/1.1.0.yaml": "4",
        "page/change/1.2.0.yaml": "5",
        "page/change/latest": "6",
        "same/current.yaml": "7",
    }
    new = {
        "new/thing/1.0.0.yaml": "1",
        "page/change/current.yaml": "22",
        "page/change/1.1.0.yaml": "44",
        "page/change/1.2.0.yaml": "5",
        "page/change/2.0.0.yaml": "8",
        "page/change/2.0.0": "8",
        "page/change/latest": "8",
        "same/current.yaml": "7",
    }
    assert compare(REPOSITORY, old, new) == SchemaChanges(
        added=("new/thing",),
        removed=("gone",),
        versions=("/page/change/2.0.0",),
        withdrawn=("/page/change/1.0.0",),
        rewritten=("/page/change/1.1.0",),
        sources=("page/change",),
    )


@given(_TREES, _TREES)
def test_the_way_back_is_the_opposite(old: dict[str, str], new: dict[str, str]) -> None:
    """What is added one way is removed the other; nothing changes from a tree to itself."""
    there, back = compare(REPOSITORY, old, new), compare(REPOSITORY, new, old)
    assert (there.added, there.versions) == (back.removed, back.withdrawn)
    assert (there.rewritten, there.sources) == (back.rewritten, back.sources)
    assert compare(REPOSITORY, old, old) == SchemaChanges()


def test_commits_and_schemas_below_the_root_count(
    repository: Path, commit: Callable[..., str], work_tree: Callable[[Path], Git]
) -> None:
    """Only what touches the folder of the schemas is listed."""
    first = commit(repository, {"jsonschema/a/current.yaml": "a: 1\n"})
    commit(repository, {"README": "x"}, "not about schemas")
    last = commit(repository, {"jsonschema/a/1.0.0.yaml": "a: 1\n"}, "release a")
    here = Repository("a", "primary", repository / "jsonschema")
    found = changes_of(here, work_tree(repository), first, "main")
    assert (found.old, found.new) == (first, last)
    assert [one.subject for one in found.commits] == ["release a"]
    assert found.schemas == SchemaChanges(versions=("/a/1.0.0",))
    with pytest.raises(MissingRef):
        changes_of(here, work_tree(repository), "nope", "main")
