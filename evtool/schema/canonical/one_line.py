"""A value as canonical JSON on one line, as JSON lines have it."""

from __future__ import annotations

from typing import Any

from evtool.schema.canonical.json_text import dump_json


def dump_json_line(value: Any) -> str:
    """Canonical JSON on one line: its lines joined, which no text inside it can break."""
    lines = dump_json(value).split("\n")
    return "".join(f"{line.strip()} " if line.endswith(",") else line.strip() for line in lines)
