"""Stream files of a commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.git import Git, MissingRef
from evtool.streams.committed import committed_streams
from evtool.workspace import load_workspace

Commit = Callable[..., str]


def test_files_of_a_commit(
    repository: Path, commit: Commit, work_tree: Callable[[Path], Git], tmp_path: Path
) -> None:
    """As they were then; what was not there is left out, what is outside git is read."""
    outside = tmp_path / "outside.yaml"
    outside.write_text("o: {}")
    section = f"version: 1\nstreams: {{files: [a.yaml, sub/b.yaml, '{outside}']}}\n"
    commit(repository, {"evtool.yaml": section, "a.yaml": "a: {n: 1}"})
    (repository / "a.yaml").write_text("a: {n: 2}")
    (repository / "sub").mkdir()
    (repository / "sub/b.yaml").write_text("b: {}")
    workspace = load_workspace(repository / "evtool.yaml")
    made = committed_streams(workspace, work_tree(repository), "HEAD")
    assert {name: one.settings.get("n") for name, one in made.entries.items()} == {
        "a": 1,
        "o": None,
    }
    assert made.problems == ()
    with pytest.raises(MissingRef):
        committed_streams(workspace, work_tree(repository), "nowhere")
