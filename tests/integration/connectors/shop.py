"""A workspace with two streams of one schema, and one connector that takes both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SCHEMA = """title: shop/order
$id: /shop/order/1.0.0
$schema: https://json-schema.org/draft-07/schema#
description: An order.
type: object
properties:
  $schema: {type: string, description: The schema.}
  meta:
    type: object
    description: About the message.
    properties:
      stream: {type: string, description: The stream.}
      id: {type: string, description: The id.}
      dt: {type: string, format: date-time, maxLength: 128, description: When.}
  number: {type: integer, description: A number.}
  text: {type: string, description: A text.}
"""
STREAMS = """
shop.order: {schema_title: shop/order}
shop.view: {schema_title: shop/order}
"""


def lay_out(folder: Path, options: Mapping[str, Any]) -> None:
    """Write the workspace; `store` is the name of its connector."""
    schema = folder / "schemas/shop/order/1.0.0.yaml"
    schema.parent.mkdir(parents=True)
    schema.write_text(SCHEMA, encoding="utf-8")
    (folder / "streams.yaml").write_text(STREAMS, encoding="utf-8")
    how = {"streams": ["shop.*"], "batch_rows": 500, "batch_seconds": 0.1}
    (folder / "evtool.yaml").write_text(
        "version: 1\n"
        "repositories: [{name: primary, role: primary, path: schemas}]\n"
        "streams: {files: [streams.yaml]}\n"
        "log: {address: 'sqlite:.evtool/log.db', partitions: 3}\n"
        f"connectors: {json.dumps({'store': {**how, **options}})}\n",
        encoding="utf-8",
    )
