"""The ready-made CI jobs: their own scripts are run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.document import load_document

HERE = Path(__file__).parents[1]
SOURCE = (
    "title: a/b\ndescription: A thing.\n$id: /a/b/1.0.0\n"
    "$schema: https://json-schema.org/draft-07/schema#\ntype: object\n"
    "properties:\n  name: {type: string, description: A name.}\n"
)


@pytest.fixture
def space(tmp_path: Path, git: Callable[..., str]) -> Path:
    """A clone whose remote has a released version, with a field removed since."""
    origin = tmp_path / "origin"
    path = origin / "jsonschema/a/b/current.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE)
    (origin / "evtool.yaml").write_text(
        "version: 1\nrepositories: [{name: main, path: jsonschema}]\n"
    )
    evtool = Path(sys.executable).with_name("evtool")
    subprocess.run([evtool, "-C", origin, "schema", "materialize", "--all", "-q"], check=True)
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "base")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(origin), str(clone))
    released = clone / "jsonschema/a/b/1.0.0.yaml"
    released.write_text(released.read_text().replace("A name.", "Another name."))
    return clone


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The variables of a CI job, with the evtool of this environment in its place."""
    made = folder / "runner/evtool/bin"
    made.mkdir(parents=True)
    (made / "evtool").symlink_to(Path(sys.executable).with_name("evtool"))
    return {**os.environ, "RUNNER_TEMP": str(folder / "runner"), **more}


def test_the_action_annotates(space: Path, tmp_path: Path) -> None:
    """The rewritten release is an error annotation, and the step fails."""
    steps: list[dict[str, Any]] = load_document(HERE / "action.yml").value["runs"]["steps"]
    script = steps[-1]["run"]
    variables = environment(
        tmp_path, GITHUB_BASE_REF="main", AGAINST="", DIRECTORY=str(space), ARGUMENTS=""
    )
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=space, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "::error" in done.stdout
    assert "release.rewritten" in done.stdout


def test_the_gitlab_job_reports_code_quality(space: Path, tmp_path: Path) -> None:
    """The report file holds the finding, and the job fails."""
    job = load_document(HERE / "templates/gitlab-ci.yml").value["evtool"]
    (tmp_path / "runner").mkdir(exist_ok=True)
    venv = space / ".evtool-venv/bin"
    venv.mkdir(parents=True)
    (venv / "evtool").symlink_to(Path(sys.executable).with_name("evtool"))
    done = subprocess.run(
        ["sh", "-e", "-c", job["script"][-1]],
        cwd=space,
        env={**os.environ, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    findings = json.loads((space / "gl-code-quality.json").read_text())
    assert any(one["check_name"] == "release.rewritten" for one in findings)
