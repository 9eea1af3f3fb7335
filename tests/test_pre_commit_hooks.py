"""The hooks for pre-commit do what they say: their own lines are run."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.document import load_document

HERE = Path(__file__).parents[1]
HOOKS = {hook["id"]: hook for hook in load_document(HERE / ".pre-commit-hooks.yaml").value}
SOURCE = "title: a/b\n$id: /a/b/1.0.0\n$schema: https://json-schema.org/draft-07/schema#\n"


@pytest.fixture
def space(tmp_path: Path, git: Callable[..., str]) -> Path:
    """A git repository with a staged source."""
    path = tmp_path / "jsonschema/a/b/current.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(f"{SOURCE}type: object\n")
    (tmp_path / "evtool.yaml").write_text(
        "version: 1\nrepositories: [{name: main, path: jsonschema}]\n"
    )
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    return tmp_path


def run_entry(hook: dict[str, Any], folder: Path) -> int:
    """Run a hook's line as pre-commit does, with the evtool of this environment."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    command = shlex.split(hook["entry"])
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


def test_materialize_writes_and_stages(space: Path, git: Callable[..., str]) -> None:
    """The version is part of the same commit, so pre-commit has nothing to complain of."""
    assert run_entry(HOOKS["evtool-materialize"], space) == 0
    assert "jsonschema/a/b/1.0.0.yaml" in git(space, "diff", "--cached", "--name-only")
    assert git(space, "diff", "--name-only") == ""


def test_check_fails_until_it_is_written(space: Path) -> None:
    """A source without its version fails the check."""
    assert run_entry(HOOKS["evtool-check-materialized"], space) == 1
    run_entry(HOOKS["evtool-materialize"], space)
    assert run_entry(HOOKS["evtool-check-materialized"], space) == 0


@pytest.mark.parametrize("name", HOOKS)
def test_manifest_is_complete(name: str) -> None:
    """What pre-commit requires is there, and nothing runs twice at once."""
    hook = HOOKS[name]
    assert {"id", "name", "description", "entry", "language"} <= hook.keys()
    assert hook["language"] == "python"
    assert hook["require_serial"] is True
    assert hook["pass_filenames"] is False
