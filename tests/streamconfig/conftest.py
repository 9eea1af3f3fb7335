"""The service on a small workspace, asked without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from evtool.streamconfig.application import Application
from evtool.streamconfig.reload import Current
from evtool.streamconfig.serve import source_of
from evtool.workspace import load_workspace

Ask = Callable[..., httpx.Response]

STREAMS = r"""
defaults:
  topic_prefixes: [dc1., dc2.]
streams:
  page.change: {schema_title: page/change, canary: true}
  ui.click:
    schema_title: ui/click
    sample: {unit: session, rate: 0.1}
  /^job\..+/: {schema_title: a/job}
  größe: {schema_title: a/size}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace with one stream file."""
    (tmp_path / "evtool.yaml").write_text("version: 1\nstreams: {files: [streams.yaml]}\n")
    (tmp_path / "streams.yaml").write_text(STREAMS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def current(folder: Path) -> Current:
    """Give the configuration that the service has loaded."""
    return Current(source_of(load_workspace(folder / "evtool.yaml")))


@pytest.fixture
def ask(current: Current) -> Ask:
    """Give a function that sends one request to the service."""
    application = Application(current)

    async def send(
        url: str, method: str, headers: dict[str, str], body: bytes | None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://streams") as client:
            return await client.request(method, url, headers=headers, content=body)

    def run(
        url: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(send(url, method, named, body))

    return run
