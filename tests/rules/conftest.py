"""Small workspaces for rules: files written, committed where git matters, and checked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evtool.finding import Finding
from evtool.rules.engine import Outcome, Request, check
from evtool.rules.policy.settings import CheckSettings
from evtool.selection import Files
from evtool.workspace import load_workspace

TODAY = datetime.date(2026, 6, 1)

LEGACY = "schemaBasePath: .\ncontentTypes: [yaml]\nshouldGenerateExample: true\n"

COMMON = """\
title: fragment/common
description: What every event has.
$id: /fragment/common/{version}
$schema: https://json-schema.org/draft-07/schema#
type: object
required:
  - dt
properties:
  dt:
    description: When it happened.
    type: string
    format: date-time
    maxLength: 128
"""


@pytest.fixture(scope="session")
def fragments() -> dict[str, Any]:
    """Give the files of a fragment in two versions, for cases to refer to."""
    files: dict[str, Any] = {}
    for version in ("1.0.0", "1.1.0"):
        files[f"fragment/common/{version}.yaml"] = COMMON.format(version=version)
        files[f"fragment/common/{version}"] = {"link": f"{version}.yaml"}
    return files


def write(root: Path, files: Mapping[str, Any]) -> None:
    """Write, link and remove files."""
    for name, content in files.items():
        path = root / name
        path.unlink(missing_ok=True)
        if content is None:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            path.symlink_to(content["link"])
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")


def run_check(root: Path, **how: Any) -> Outcome:
    """Check a workspace in this process."""
    names = ("evtool.yaml", ".jsonschema-tools.yaml")
    config = next(root / name for name in names if (root / name).exists())
    workspace = load_workspace(config)
    settings = how.pop("settings", None) or workspace.section("check", CheckSettings)
    how.setdefault("today", TODAY)
    return check(Request(workspace, Files(workspace), settings, **how))


@pytest.fixture
def found(tmp_path: Path, git: Callable[..., str]) -> Callable[..., list[Finding]]:
    """Give a function that lays files out, perhaps commits and changes them, and checks."""

    def run(
        files: Mapping[str, Any], changes: Mapping[str, Any] | None = None, **how: Any
    ) -> list[Finding]:
        write(tmp_path, {".jsonschema-tools.yaml": LEGACY, **files})
        if changes is not None:
            git(tmp_path, "init", "--quiet", "--initial-branch=main")
            git(tmp_path, "add", "--all")
            git(tmp_path, "commit", "--quiet", "--message=base")
            write(tmp_path, changes)
        how["paths"] = [tmp_path / name for name in how.get("paths", ())]
        return list(run_check(tmp_path, **how).findings)

    return run
