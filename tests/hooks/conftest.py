"""Stand-ins for evtool and for other hooks, which tell how they were called."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

# Says how it was called, on standard input too; fails when FAIL names it.
SPY = """#!/bin/sh
echo "{name} $*" >> "$SPY_LOG"
[ -t 0 ] || sed 's/^/{name} reads /' >> "$SPY_LOG"
[ "$FAIL" != {name} ]
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file that spies write to."""
    path = tmp_path / "log"
    path.touch()
    monkeypatch.setenv("SPY_LOG", str(path))
    monkeypatch.setenv("FAIL", "")
    return path


@pytest.fixture
def without_evtool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder on a PATH that has the usual programs and no evtool."""
    folder = tmp_path / "path bin"
    folder.mkdir()
    for name in ("git", "sh", "cat", "sed", "env", "dirname", "grep"):
        (folder / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def spy() -> Callable[[Path, str], Path]:
    """Give a function that writes a program which tells how it was called, under a name."""

    def write(path: Path, name: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SPY.format(name=name))
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def try_commit() -> Callable[..., bool]:
    """Give a function that commits and returns whether that was allowed."""

    def run(folder: Path, *options: str) -> bool:
        command = ["git", "commit", "--quiet", "--allow-empty", "--message=x", *options]
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0

    return run
