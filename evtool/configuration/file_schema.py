"""The JSON Schema of the whole `evtool.yaml`, for editors and the reference page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evtool.configuration.owners import owner
from evtool.configuration.section_schema import json_schema
from evtool.repository_entry import RepositoryEntry
from evtool.workspace import SECTIONS

DIALECT = "http://json-schema.org/draft-07/schema#"

_OPEN: Mapping[str, Mapping[str, Any]] = {
    "version": {"const": 1},
}
"""Sections that no dataclass describes, as far as they are known; others are any map."""


def file_schema() -> dict[str, Any]:
    """The JSON Schema (draft-07) of `evtool.yaml`."""
    return {
        "$schema": DIALECT,
        "title": "evtool.yaml",
        "description": "The workspace of evtool.",
        "type": "object",
        "additionalProperties": False,
        "required": ["version"],
        "properties": {
            name: {**_section(name), "description": meaning} for name, meaning in SECTIONS.items()
        },
    }


def _section(name: str) -> Mapping[str, Any]:
    if name == "repositories":
        return {"type": "array", "items": _entry()}
    if name == "connectors":
        return {"type": "object", "additionalProperties": _connector()}
    kind = owner(name)
    if kind is not None:
        return json_schema(kind)
    return _OPEN.get(name, {"type": "object"})


def _entry() -> dict[str, Any]:
    places = [{"required": [key]} for key in ("path", "url", "base")]
    return {**json_schema(RepositoryEntry), "anyOf": places}


def _connector() -> dict[str, Any]:
    """What every connector has; the options of its type stand beside it."""
    from evtool.connectors.config import DeliveryConfig, ReadingConfig

    sink, source = json_schema(DeliveryConfig), json_schema(ReadingConfig)
    properties = {**source["properties"], **sink["properties"]}
    return {**sink, "properties": properties, "additionalProperties": True}
