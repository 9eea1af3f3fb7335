"""Events, schemas and workspaces for tests of tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evtool.connectors.batch import Batch
from evtool.connectors.context import Context
from evtool.log.record import Record
from evtool.workspace import load_workspace

MINUTE = "2024-05-01T10:{:02}:00Z"

PAGE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "$schema": {"type": "string"},
        "meta": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "dt": {"type": "string", "format": "date-time"},
                "stream": {"type": "string"},
            },
        },
        "page_id": {"type": "integer"},
        "title": {"type": "string", "maxLength": 40},
        "score": {"type": "number"},
        "minor": {"type": "boolean"},
        "at": {"type": "string", "format": "date-time"},
        "user": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "groups": {"type": "array", "items": {"type": "string"}},
            },
        },
        "tags": {"type": "object", "additionalProperties": {"type": "string"}},
        "kind": {"type": "string", "enum": ["edit", "create"]},
    },
}


def workspace_with(root: Path, schemas: Mapping[str, Any]) -> Context:
    """A connector's context in a workspace with these schemas, by `title/version`."""
    for name, schema in schemas.items():
        path = root / "schemas" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"$id": f"/{name}", **schema}), "utf-8")
    text = "version: 1\nrepositories:\n  - {name: primary, role: primary, path: schemas}\n"
    (root / "evtool.yaml").write_text(text, "utf-8")
    return Context("archive", load_workspace(root / "evtool.yaml"))


def with_more(schema: Mapping[str, Any], **properties: Any) -> dict[str, Any]:
    """A schema with more properties."""
    return {**schema, "properties": {**schema["properties"], **properties}}


def pages(root: Path) -> Context:
    """A workspace with three versions of `page`: a column more, then another major."""
    return workspace_with(
        root,
        {
            "page/1.0.0": PAGE,
            "page/1.1.0": with_more(PAGE, bytes={"type": "integer"}),
            "page/2.0.0": with_more(PAGE, page_id={"type": "string"}),
        },
    )


def page(at: int, version: str = "1.0.0", /, **values: Any) -> dict[str, Any]:
    """One event of `page`."""
    meta = {"id": f"id-{at}", "dt": MINUTE.format(at % 60), "stream": "page"}
    return {"$schema": f"/page/{version}", "meta": meta, "page_id": at, **values}


FULL: dict[str, Any] = {
    "title": "Quotes \" and ' and \\ and tabs \t and 😀",
    "score": 2.5,
    "minor": True,
    "at": "2024-05-01T12:00:00.5+02:00",
    "user": {"name": "Ada", "groups": ["a", "b"]},
    "tags": {"Header-Case": "x"},
    "kind": "edit",
}


def batch_of(*events: Any, start: int = 0, topic: str = "page") -> Batch:
    """Events as records of partition 0, one after the other."""
    values = [json.dumps(event).encode() for event in events]
    return Batch.of(
        [
            Record(topic, 0, start + at, 1_714_557_600_000, None, (), value)
            for at, value in enumerate(values)
        ]
    )
