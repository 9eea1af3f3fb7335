"""Fixtures that all tests may use."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from evtool.git import Git

pytest_plugins = [
    "tests.integration.brokers",
    "tests.integration.databases",
    "tests.integration.redis_server",
    "tests.integration.stores.servers",
]

settings.register_profile(
    "evtool", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # time says more about the machine than about us
settings.load_profile("evtool")

_GIT_SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ada Author",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2024-05-01T12:00:00+00:00",
    "GIT_COMMITTER_NAME": "Carl Committer",
    "GIT_COMMITTER_EMAIL": "carl@example.org",
    "GIT_COMMITTER_DATE": "2024-05-01T12:00:00+00:00",
}


@pytest.fixture(autouse=True)
def _hermetic_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings, the identity and the hooks of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in _GIT_SETTINGS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def git() -> Callable[..., str]:
    """Give a function that runs `git ARGUMENTS` in a folder and returns what it printed."""

    def run(folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def repository(tmp_path: Path, git: Callable[..., str]) -> Path:
    """Give an empty git repository on branch `main`, before its first commit."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    return folder


@pytest.fixture
def commit(git: Callable[..., str]) -> Callable[..., str]:
    """Give a function that writes files, commits all there is, and returns the commit's id."""

    def make(folder: Path, files: Mapping[str, str], message: str = "change") -> str:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--allow-empty", f"--message={message}")
        return git(folder, "rev-parse", "HEAD")

    return make


@pytest.fixture
def work_tree() -> Callable[[Path], Git]:
    """Give a function that returns the work tree around a folder that is in one."""

    def find(folder: Path) -> Git:
        found = Git.find(folder)
        assert found is not None
        return found

    return find
