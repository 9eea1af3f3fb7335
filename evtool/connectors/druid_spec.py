"""Specs for Druid, made of the schema of a stream: pure functions over JSON values.

Columns are declared one by one: what a schema does not know never becomes a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evtool.schema.catalog.fields import fields

_KINDS = {"string": "string", "integer": "long", "number": "double", "boolean": "string"}
_SIMPLE = re.compile(r"[A-Za-z0-9_.$-]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """How events become rows: the field of time, and the grain of segments."""

    time_field: str = "meta.dt"
    segment: str = "hour"
    query: str = "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a supervisor reads, with which properties, by how many tasks."""

    topics: Sequence[str]
    consumer: Mapping[str, str]
    tasks: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Druid's type, and the way to the value in an event."""

    name: str
    kind: str
    expression: str


def columns(schema: Mapping[str, Any], time_field: str) -> list[Column]:
    """A column for each value; arrays and maps stay whole, as JSON."""
    found: dict[str, Column] = {}
    for path, kind in _leaves(schema):
        if path != time_field:
            name = path.replace(".", "__").lstrip("$")
            found.setdefault(name, Column(name, kind, _expression(path)))
    return list(found.values())


def supervisor_spec(
    source: str, schema: Mapping[str, Any], layout: Layout, reading: Reading
) -> dict[str, Any]:
    """What makes Druid read topics itself; it keeps offsets with its segments."""
    reads: dict[str, Any] = {"topic": reading.topics[0]}
    if len(reading.topics) > 1:
        reads = {"topicPattern": "|".join(re.escape(topic) for topic in reading.topics)}
    config = {
        "type": "kafka",
        **reads,
        "inputFormat": _format(schema, layout),
        "consumerProperties": dict(reading.consumer),
        "useEarliestOffset": True,
        "taskCount": reading.tasks,
    }
    return {
        "type": "kafka",
        "spec": {
            "dataSchema": _data_schema(source, schema, layout),
            "ioConfig": config,
            "tuningConfig": {"type": "kafka"},
        },
    }


def batch_spec(
    source: str, task: str, lines: Sequence[bytes], schema: Mapping[str, Any], layout: Layout
) -> dict[str, Any]:
    """A task that appends some events; its name says which, and Druid takes a name once."""
    config = {
        "type": "index_parallel",
        "inputSource": {"type": "inline", "data": b"\n".join(lines).decode()},
        "inputFormat": _format(schema, layout),
        "appendToExisting": True,
    }
    return {
        "type": "index_parallel",
        "id": task,
        "spec": {
            "dataSchema": _data_schema(source, schema, layout),
            "ioConfig": config,
            "tuningConfig": {"type": "index_parallel", "maxNumConcurrentSubTasks": 1},
        },
    }


def _leaves(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = [one for one in fields(schema) if "[" not in one.path and "{" not in one.path]
    inner = {one.path.rpartition(".")[0] for one in listed}
    for one in listed:
        if one.path in inner or _SIMPLE.fullmatch(one.path) is None:
            continue
        kind = one.schema.get("type")
        if isinstance(kind, list):
            kinds = [name for name in kind if name != "null"]
            kind = kinds[0] if len(kinds) == 1 else None
        yield one.path, _KINDS.get(str(kind), "json")


def _expression(path: str) -> str:
    """A JSONPath; names are quoted, since `$schema` is one."""
    return "$" + "".join(f"['{name}']" for name in path.split("."))


def _format(schema: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    paths = [
        {"type": "path", "name": one.name, "expr": one.expression}
        for one in columns(schema, layout.time_field)
    ]
    time = {"type": "path", "name": "__evtool_time", "expr": _expression(layout.time_field)}
    flatten = {"useFieldDiscovery": False, "fields": [time, *paths]}
    return {"type": "json", "flattenSpec": flatten}


def _data_schema(source: str, schema: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    return {
        "dataSource": source,
        "timestampSpec": {"column": "__evtool_time", "format": "auto"},
        "dimensionsSpec": {
            "dimensions": [
                {"type": one.kind, "name": one.name} for one in columns(schema, layout.time_field)
            ]
        },
        "granularitySpec": {
            "segmentGranularity": layout.segment,
            "queryGranularity": layout.query,
            "rollup": False,
        },
    }
