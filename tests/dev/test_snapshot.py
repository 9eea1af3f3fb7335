"""What the disk looked like."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.dev.snapshot import changed_files, is_hidden, take_snapshot
from evtool.schema.repository import Repository
from evtool.workspace import Workspace

SNAPSHOTS = st.dictionaries(
    st.tuples(st.just("main"), st.sampled_from("abcdef")), st.tuples(*[st.integers(0, 2)] * 3)
)


@given(SNAPSHOTS, SNAPSHOTS)
def test_what_changed_is_what_differs(
    before: dict[object, object], after: dict[object, object]
) -> None:
    """Added, removed and changed files, in both directions alike."""
    expected = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert changed_files(before, after) == expected
    assert changed_files(after, before) == expected


def test_every_way_to_save_is_seen(workspace: Workspace, folder: Path) -> None:
    """In place with the same size, by a new file with the same time, a folder that arrives."""
    order = folder / "schemas/shop/order"
    looks = [take_snapshot(workspace.repositories)]

    def changed() -> set[str]:
        looks.append(take_snapshot(workspace.repositories))
        return {path for _, path in changed_files(*looks[-2:])}

    assert changed() == set()
    source = order / "current.yaml"
    source.write_bytes(source.read_bytes().swapcase())
    assert changed() == {"shop/order/current.yaml"}
    status = source.stat()
    (order / "new").write_bytes(source.read_bytes())
    os.utime(order / "new", ns=(status.st_atime_ns, status.st_mtime_ns))
    (order / "new").rename(source)
    assert changed() == {"shop/order/current.yaml"}
    (folder / "schemas/shop").rename(folder / "schemas/store")
    assert {path.split("/")[0] for path in changed()} == {"shop", "store"}
    (folder / "schemas/store/order/latest").unlink()
    assert changed() == {"store/order/latest"}


@pytest.mark.parametrize("path", [".evtool-1-1.0.0.yaml", "a/.swap", ".git/index", "a/.b/c"])
def test_hidden_files_do_not_count(path: str, tmp_path: Path) -> None:
    """Half-written files, swap files and git's own are not looked at."""
    assert is_hidden(path)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("x")
    (tmp_path / "a.b").write_text("x")
    seen = take_snapshot([Repository("main", "primary", tmp_path)])
    assert [key[1] for key in seen] == ["a.b"]
