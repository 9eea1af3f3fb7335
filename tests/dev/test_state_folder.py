"""The folder that evtool writes into."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from evtool.dev.state_folder import keep_out_of_git
from evtool.workspace import load_workspace


def kept_out(folder: Path, log: str) -> Path:
    """The file that makes git ignore the folder of a workspace with a log."""
    (folder / "evtool.yaml").write_text(f"version: 1\n{log}\n")
    keep_out_of_git(load_workspace(folder / "evtool.yaml"))
    return folder / ".evtool/.gitignore"


def test_git_sees_nothing_of_the_log(tmp_path: Path) -> None:
    """Also in a repository whose own `.gitignore` was never asked."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert kept_out(tmp_path, "").is_file()
    (tmp_path / ".evtool/log.db").write_bytes(b"events")
    status = ["git", "-C", str(tmp_path), "status", "--porcelain", "-uall"]
    assert subprocess.check_output(status) == b"?? evtool.yaml\n"


def test_what_is_there_is_kept(tmp_path: Path) -> None:
    """A folder that somebody wants in git stays as it is."""
    (tmp_path / ".evtool").mkdir()
    (tmp_path / ".evtool/.gitignore").write_text("mine")
    assert kept_out(tmp_path, "").read_text() == "mine"


@pytest.mark.parametrize("log", ["log: sqlite:elsewhere.db", "log: file:out.jsonl", "log: x"])
def test_other_logs_need_no_folder(tmp_path: Path, log: str) -> None:
    """Nothing is made, and what is wrong is told by the intake."""
    assert not kept_out(tmp_path, log).exists()
