"""A workspace with two materialized schemas, and a clock that stands still."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evtool.workspace import Workspace, load_workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of the workspace, a copy that may be changed."""
    made = tmp_path / "shop"
    original = Path(__file__).parents[1] / "registry/workspace"
    shutil.copytree(original, made, symlinks=True)
    return made


@pytest.fixture
def workspace(folder: Path) -> Workspace:
    """Give the workspace itself."""
    return load_workspace(folder / "evtool.yaml")
