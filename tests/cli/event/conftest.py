"""A workspace with events, and an intake on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_http import Posted, Said, answering

SCHEMA = """
title: shop/note
$id: /shop/note/{version}
$schema: https://json-schema.org/draft-07/schema#
type: object
required: [$schema, meta, text]
properties:
  $schema: {{type: string}}
  meta:
    type: object
    required: [stream]
    properties: {{stream: {{type: string}}, id: {{type: string}}}}
  text: {{type: string, maxLength: 5}}
examples:
  - {{$schema: /shop/note/{version}, meta: {{id: first}}, text: one}}
  - {{$schema: /shop/note/{version}, meta: {{id: second}}, text: two}}
"""

STREAMS = r"""
notes: {schema_title: shop/note}
/^notes\..+$/: {schema_title: shop/note}
bare: {}
"""


@pytest.fixture
def notes(workspace: Path) -> Path:
    """Give the workspace with a schema of notes in two versions, and its streams."""
    for version in ("1.0.0", "1.1.0"):
        path = workspace / f"secondary/shop/note/{version}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SCHEMA.format(version=version))
    (workspace / "streams.yaml").write_text(STREAMS)
    with (workspace / "evtool.yaml").open("a") as file:
        file.write("streams: {files: [streams.yaml]}\n")
    return workspace


class Service:
    """Remembers what is posted; refuses every event whose text is `no`."""

    def __init__(self) -> None:
        self.url = ""
        self.paths: list[str] = []
        self.keys: list[str | None] = []
        self.events: list[dict[str, Any]] = []

    def take(self, posted: Posted) -> Said:
        """The answer to a request."""
        self.paths.append(posted.path)
        self.keys.append(posted.headers.get("x-api-key"))
        events = [json.loads(line) for line in posted.body.splitlines()]
        self.events += events
        failed = [
            {"index": at, "type": "invalid", "context": {"errorsText": "'.text' is bad"}}
            for at, event in enumerate(events)
            if event.get("text") == "no"
        ]
        if not failed:
            return Said(201)
        return Said(207, json.dumps({"invalid": failed, "error": []}).encode())


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a running service."""
    made = Service()
    with answering(made.take) as made.url:
        yield made
