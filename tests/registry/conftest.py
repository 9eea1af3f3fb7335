"""A workspace with two schemas that are materialized, and requests without a socket."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from evtool.registry.application import application
from evtool.workspace import Workspace, load_workspace

Ask = Callable[..., httpx.Response]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of the workspace, a copy that may be changed."""
    made = tmp_path / "shop"
    shutil.copytree(Path(__file__).parent / "workspace", made, symlinks=True)
    return made


@pytest.fixture
def workspace(folder: Path) -> Workspace:
    """Give the workspace itself."""
    return load_workspace(folder / "evtool.yaml")


@pytest.fixture
def ask(workspace: Workspace) -> Ask:
    """Give a function that sends one request to the application."""

    async def send(url: str, method: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(application(workspace), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://registry") as client:
            return await client.request(method, url, headers=headers)

    def run(url: str, method: str = "GET", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(send(url, method, named))

    return run
