"""A stream as Druid has it: a supervisor that reads its topics from Kafka by itself.

Dimensions are stated one by one, from the schema: Druid's own discovery would take in what
nobody asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from evtool.connectors.assembly import Assembled, Assembly
from evtool.errors import EvtoolError
from evtool.log.config import LogConfig

_TYPES = {"integer": "long", "number": "double", "boolean": "string", "string": "string"}
_TIME = "meta_dt"
_SEPARATOR = "_"


def supervisor(
    assembly: Assembly, one: Assembled, stream: str, schema: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The body of `POST /druid/indexer/v1/supervisor` for one stream.

    Without a schema Druid finds the dimensions itself.
    """
    entry = assembly.streams.find(stream)
    topics = entry.topics(stream) if entry else [stream]
    delivery = one.connector.delivery
    columns = dict(_columns(schema or {}))
    names = {"type": "kafka", "consumerProperties": {"bootstrap.servers": _brokers(assembly)}}
    where = {"topic": topics[0]} if len(topics) == 1 else {"topicPattern": _pattern(topics)}
    return {
        "type": "kafka",
        "id": f"{one.connector.name}-{stream}",
        "spec": {
            "dataSchema": {
                "dataSource": "".join(sign if sign.isalnum() else "_" for sign in stream),
                "timestampSpec": {"column": _TIME, "format": "iso"},
                "dimensionsSpec": _dimensions(columns),
                "granularitySpec": {
                    "type": "uniform",
                    "segmentGranularity": "HOUR",
                    "queryGranularity": "NONE",
                    "rollup": False,
                },
                "transformSpec": _no_canaries(one),
            },
            "ioConfig": {
                **names,
                **where,
                "inputFormat": {"type": "json", "flattenSpec": _flatten(columns)},
                "useEarliestOffset": delivery.start == "earliest",
                "taskDuration": "PT1H",
            },
            "tuningConfig": {"type": "kafka", "maxRowsPerSegment": 5_000_000},
        },
    }


def _columns(schema: Mapping[str, Any], way: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Name -> the way to a value, and its type; lists of scalars are dimensions with many."""
    properties = schema.get("properties")
    for name, inner in properties.items() if isinstance(properties, Mapping) else ():
        if not isinstance(inner, Mapping):
            continue
        here = (*way, name)
        items = inner.get("items")
        kind = items.get("type") if isinstance(items, Mapping) else inner.get("type")
        if isinstance(inner.get("properties"), Mapping):
            yield from _columns(inner, here)
        elif isinstance(kind, str) and kind in _TYPES:
            column = _SEPARATOR.join(part.lstrip("$") for part in here)
            yield column, (here, "string" if items else _TYPES[kind])


def _dimensions(columns: Mapping[str, Any]) -> dict[str, Any]:
    if not columns:
        return {"useSchemaDiscovery": True}
    return {
        "dimensions": [
            {"name": name, "type": kind} for name, (_, kind) in columns.items() if name != _TIME
        ]
    }


def _flatten(columns: Mapping[str, Any]) -> dict[str, Any]:
    ways = {name: way for name, (way, _) in columns.items()} or {_TIME: ("meta", "dt")}
    ways |= {_TIME: ("meta", "dt"), "meta_domain": ("meta", "domain")}
    fields = [{"type": "path", "name": name, "expr": _path(way)} for name, way in ways.items()]
    return {"useFieldDiscovery": not columns, "fields": fields}


def _path(way: tuple[str, ...]) -> str:
    return "$" + "".join(f"['{part}']" for part in way)


def _no_canaries(one: Assembled) -> dict[str, Any]:
    if one.connector.delivery.canary:
        return {}
    canary = {"type": "selector", "dimension": "meta_domain", "value": "canary"}
    return {"filter": {"type": "not", "field": canary}}


def _pattern(topics: list[str]) -> str:
    return "|".join(re.escape(topic) for topic in topics)


def _brokers(assembly: Assembly) -> str:
    address = assembly.workspace.section("log", LogConfig).address
    kind, _, rest = address.partition(":")
    if kind != "kafka":
        raise EvtoolError(
            f"Druid reads from Kafka, and the log is {address}",
            hint="configure `log: kafka:BROKER:9092`, or load files that a connector writes",
        )
    return rest
