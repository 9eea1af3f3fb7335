"""The documentation of small intakes, asked without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.intake.http.request import Request
from evtool.intake.http.response import Response
from evtool.intake.openapi.documentation import Documentation
from evtool.intake.state import State, make_state
from evtool.workspace import load_workspace

ROOT = Path(__file__).parents[3]

SCHEMA = """
title: {title}
description: About {title}.
$id: /{title}/{version}
$schema: https://json-schema.org/draft-07/schema#
type: object
properties:
  $schema: {{type: string}}
  meta: {{type: object, properties: {{stream: {{type: string}}, dt: {{type: string}}}}}}
  count: {{type: integer, default: 1}}
  when: {{type: string}}
required: [$schema, meta, count, when]
examples:
  - {{$schema: /{title}/{version}, meta: {{stream: elsewhere}}, when: 2024-05-01T12:00:00Z}}
"""

STREAMS = r"""
shop.order: {schema_title: shop/order, description: Orders <b>.}
/^job\..+$/: {schema_title: shop/order}
lost: {schema_title: no/such}
bare: {}
"""


@pytest.fixture(scope="session")
def samples() -> State:
    """Give the state of the sample workspace."""
    return make_state(load_workspace(ROOT / "evtool.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace of one schema in two versions, and a few streams."""
    for version in ("1.0.0", "1.10.0"):
        write_schema(tmp_path, "shop/order", version)
    (tmp_path / "streams.yaml").write_text(STREAMS)
    (tmp_path / "evtool.yaml").write_text(
        "version: 1\nrepositories: [{name: one, path: schemas}]\n"
        "streams: {files: [streams.yaml]}\nintake: {allow_insecure_schemas: true}\n"
    )
    return tmp_path


@pytest.fixture
def state(folder: Path) -> State:
    """Give the state of that workspace."""
    return make_state(load_workspace(folder / "evtool.yaml"))


def write_schema(folder: Path, title: str, version: str, text: str = SCHEMA) -> None:
    """Write one version of a schema."""
    path = folder / "schemas" / title / f"{version}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.format(title=title, version=version), encoding="utf-8")


@pytest.fixture
def add_schema(folder: Path) -> Callable[..., None]:
    """Give a function that writes one version of a schema: `add_schema(title, version)`."""

    def add(title: str, version: str, text: str = SCHEMA) -> None:
        write_schema(folder, title, version, text)

    return add


@pytest.fixture
def ask() -> Callable[..., list[Response]]:
    """Give a function that sends requests at once: `ask(documentation, target, ...)`."""

    def call(
        documentation: Documentation, *targets: str, method: str = "GET", **headers: str
    ) -> list[Response]:
        named = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
        requests = [Request(method, target.encode(), named) for target in targets]
        return asyncio.run(_ask(documentation, requests))

    return call


async def _ask(documentation: Documentation, requests: list[Request]) -> list[Response]:
    loop = asyncio.get_running_loop()
    answers: list[asyncio.Future[Response]] = [loop.create_future() for _ in requests]
    for request, answer in zip(requests, answers, strict=True):
        documentation.answer(request, answer.set_result)
    return list(await asyncio.gather(*answers))
