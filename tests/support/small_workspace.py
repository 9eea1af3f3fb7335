"""A workspace with one schema, /basic/1.0.0, for tests that run the intake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "schema-repos/primary/jsonschema"
META = {"type": "object", "properties": {"stream": {"type": "string"}, "id": {"type": "string"}}}
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "/basic/1.0.0",
    "title": "basic",
    "type": "object",
    "properties": {"$schema": {"type": "string"}, "meta": META, "count": {"type": "integer"}},
}
STREAMS = {"streams": {"basic": {"schema_title": "basic"}, "/^app\\./": {"schema_title": "basic"}}}


def write_workspace(folder: Path, streams: Any, log: str, intake: dict[str, Any]) -> None:
    """Write schema, streams and configuration; `intake` is its section."""
    place = folder / "schemas/basic"
    place.mkdir(parents=True, exist_ok=True)
    (place / "1.0.0.yaml").write_text(json.dumps(SCHEMA))
    (folder / "streams.yaml").write_text(json.dumps(streams))
    repositories = [
        {"name": name, "role": "primary", "path": str(path)}
        for name, path in (("own", folder / "schemas"), ("samples", SAMPLES))
    ]
    config = {"version": 1, "repositories": repositories, "log": log, "intake": intake}
    config["streams"] = {"files": ["streams.yaml"]}
    (folder / "evtool.yaml").write_text(json.dumps(config))
