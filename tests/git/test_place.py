"""From paths to git's names and back, on values."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.git import GitError
from evtool.git.place import below, file_name, spelled, spelled_keys

PARTS = st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=8)
PATHS = st.lists(PARTS.filter(lambda part: part not in {".", ".."}), min_size=1, max_size=4)
ROOT = Path("/no/such/root")


@given(st.lists(PATHS, max_size=4), PATHS)
def test_names_come_back_as_paths(names: list[list[str]], folder: list[str]) -> None:
    """What git lists below a folder is found below that folder."""
    start = ROOT.joinpath(*folder)
    inside = below(ROOT, start)
    assert inside == "/".join(folder)
    listed = [str(PurePosixPath(inside, *name)) for name in names]
    expected = [start.joinpath(*name) for name in names]
    assert spelled(listed, inside, start) == sorted(expected)
    assert spelled_keys(dict.fromkeys(listed, 1), inside, start) == dict.fromkeys(expected, 1)
    assert [file_name(ROOT, path) for path in expected] == listed


def test_the_top_is_a_folder_too() -> None:
    """Git calls the top of a work tree by a dot."""
    assert below(ROOT, ROOT) == "."
    assert spelled(["a/b"], ".", ROOT) == [ROOT / "a" / "b"]


@pytest.mark.parametrize("folder", ["/no/such", "/no/such/root2", "/no/such/root/../x"])
def test_a_neighbor_is_not_inside(folder: str) -> None:
    """A name that begins alike is another folder."""
    with pytest.raises(GitError):
        below(ROOT, Path(folder))
    with pytest.raises(GitError):
        file_name(ROOT, Path(folder))
