"""A judge over the sample schemas of this checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.intake.event.router import Router
from evtool.intake.offline.judge import Judge
from evtool.intake.offline.routing import offline_router
from evtool.workspace import Workspace, load_workspace

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    """Give the sample workspace."""
    return load_workspace(ROOT / "evtool.yaml")


@pytest.fixture(scope="session")
def router(workspace: Workspace) -> Router:
    """Give the routes of its streams."""
    return offline_router(workspace)


@pytest.fixture
def judge(router: Router) -> Judge:
    """Give a judge of its events."""
    return Judge(router)
