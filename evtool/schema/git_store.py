"""Schema files as git has them: in the index, or in a commit."""

from __future__ import annotations

from pathlib import Path

from evtool.git import Git
from evtool.schema.store import Entry, TreeStore


def index_store(git: Git, root: Path) -> TreeStore:
    """The files below `root` as they will be committed."""
    return _store(git, "index", root, git.index_files(root))


def commit_store(git: Git, ref: str, root: Path) -> TreeStore:
    """The files below `root` in a commit.

    Raises:
        EvtoolError: There is no such commit here; the hint says how to fetch it.
    """
    return _store(git, ref, root, git.tree_files(ref, root))


def _store(git: Git, label: str, root: Path, files: object) -> TreeStore:
    entries = {
        path.relative_to(root).as_posix(): Entry(one.blob, one.is_link)
        for path, one in files.items()  # type: ignore[attr-defined]
    }
    return TreeStore(f"{label}:{root.name}", root, entries, git.blobs)
