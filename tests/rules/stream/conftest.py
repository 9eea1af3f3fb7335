"""Stream files checked in memory, against a few schemas and a vocabulary."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from evtool.finding import Finding
from evtool.rules.stream.check import StreamCheck
from evtool.rules.stream.vocabulary import Vocabulary
from evtool.streams.configuration import Options
from evtool.streams.settings import BUILT_IN

PLAIN = Options()
FILE = Path("/workspace/streams.yaml")
SERVICES = ["main", "logs-external", "web-external"]
JOBS = ["event_default", "legacy"]

ORDER = yaml.safe_load("""
title: shop/order
type: object
required: [meta, order]
properties:
  meta:
    type: object
    required: [stream]
    properties:
      stream: {type: string}
      domain: {type: string}
      dt: {type: string, format: date-time}
  http:
    type: object
    properties:
      request_headers: {type: object, additionalProperties: {type: string}}
  order:
    type: object
    required: [order_id]
    properties:
      order_id: {type: integer}
      note: {type: string}
      lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}
  page:
    type: object
    properties: {id: {type: integer}, title: {type: string}}
  performer:
    type: object
    properties: {name: {type: string}, is_bot: {type: boolean}}
examples:
  - {meta: {stream: shop.order}, order: {order_id: 1}}
""")


def _like_order(**properties: Any) -> dict[str, Any]:
    made = copy.deepcopy(ORDER)
    made["properties"].update(properties)
    return made


SCHEMAS: Mapping[str, Any] = {
    "shop/order": ORDER,
    "shop/no_example": {name: part for name, part in ORDER.items() if name != "examples"},
    "shop/no_meta": {**ORDER, "examples": [{"order": {"order_id": 1}}]},
    "shop/bad_example": {**ORDER, "examples": [{"meta": {}, "order": {"order_id": "x"}}]},
    "shop/free_form": _like_order(payload={"type": "object"}),
    "shop/union": _like_order(value={"type": ["string", "null"]}),
    "shop/any": _like_order(value={"anyOf": [{"type": "string"}, {"type": "integer"}]}),
    "shop/tuple": _like_order(value={"type": "array", "items": [{"type": "string"}]}),
    "shop/case": _like_order(userId={"type": "string"}, userid={"type": "string"}),
    "shop/unsound": {"type": "objekt", "examples": [{"meta": {}}]},
}


class FixedSchemas:
    """The schemas above."""

    def has(self, title: str) -> bool:
        """Whether there is one."""
        return title in SCHEMAS

    def nearest(self, title: str) -> str | None:
        """One that begins alike."""
        return next((one for one in SCHEMAS if one[:7] == title[:7]), None)

    def value(self, title: str) -> Mapping[str, Any] | None:
        """The schema."""
        return SCHEMAS.get(title)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """Give the built-in settings, with services and jobs."""
    schema = yaml.safe_load(BUILT_IN.read_text(encoding="utf-8"))
    settings = schema["properties"]
    settings["destination_event_service"]["enum"] = SERVICES
    bus = settings["producers"]["properties"]["mediawiki_eventbus"]["properties"]
    bus["event_service_name"]["enum"] = SERVICES
    raw = settings["consumers"]["properties"]["analytics_hadoop_ingestion"]["properties"]
    raw["job_name"]["enum"] = JOBS
    return Vocabulary(schema)


@pytest.fixture(scope="session")
def found(vocabulary: Vocabulary) -> Callable[..., list[Finding]]:
    """Give a function from the texts of stream files to what is found in them."""

    def check(
        *texts: str | bytes, options: Options = PLAIN, name: str = FILE.name
    ) -> list[Finding]:
        paths = [FILE.with_name(f"{at or ''}{name}") for at in range(len(texts))]
        written = (text if isinstance(text, bytes) else text.encode() for text in texts)
        content = dict(zip(paths, written, strict=True))
        checking = StreamCheck(vocabulary, FixedSchemas(), options)
        return checking.run(paths, read=content.__getitem__)

    return check
