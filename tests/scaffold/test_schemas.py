"""The sample schemas, materialized in memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from evtool.files import FileWrite, LinkWrite
from evtool.scaffold.schemas import sample_schemas
from evtool.scaffold.template import template_files
from evtool.schema.repository import Repository

REPOSITORIES = [
    Repository("primary", "primary", Path("/p")),
    Repository("secondary", "secondary", Path("/s")),
]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Give the sample's files by path."""
    samples = sample_schemas(REPOSITORIES)
    writes = [write for sample in samples.values() for write in sample]
    return {str(write.path): write.content for write in writes if isinstance(write, FileWrite)}


def test_versions_and_links_are_made() -> None:
    """Both versions of the event stand there, and the links lead to the newest."""
    sample = sample_schemas(REPOSITORIES)["secondary"]
    names = [write.path.relative_to("/s/shop/order").name for write in sample]
    versions = ["1.0.0", "1.0.0.yaml", "1.1.0", "1.1.0.yaml"]
    assert names == [*versions, "current.yaml", "latest", "latest.yaml"]
    links = {write.path.name: write.target for write in sample if isinstance(write, LinkWrite)}
    assert links["latest"] == "1.1.0.yaml"


def test_versions_are_dereferenced(files: dict[str, bytes]) -> None:
    """No reference is left, and the common fields are in."""
    schema = yaml.safe_load(files["/s/shop/order/1.0.0.yaml"])
    assert "allOf" not in schema
    assert {"meta", "dt", "order_id"} <= set(schema["properties"])
    assert schema["examples"][0]["$schema"] == "/shop/order/1.0.0"


def validate(event: dict[str, Any], files: dict[str, bytes]) -> list[str]:
    """What the event's own schema says against it."""
    schema = yaml.safe_load(files[f"/s{event['$schema']}.yaml"])
    validator = jsonschema.Draft7Validator(schema)
    return [error.json_path for error in validator.iter_errors(event)]


def test_example_events_are_as_announced(files: dict[str, bytes]) -> None:
    """The events of the stream are valid, the one in `invalid.jsonl` is not."""
    packaged = template_files()
    good = [json.loads(line) for line in packaged["events/shop.order.jsonl"].splitlines()]
    bad = [json.loads(line) for line in packaged["events/invalid.jsonl"].splitlines()]
    assert [validate(event, files) for event in good] == [[], []]
    assert [validate(event, files) for event in bad] == [["$.quantity"]]
    assert {event["$schema"] for event in good} == {"/shop/order/1.0.0", "/shop/order/1.1.0"}


def test_examples_of_the_schemas_are_valid(files: dict[str, bytes]) -> None:
    """Each version's own example fits it."""
    for path, content in files.items():
        schema = yaml.safe_load(content)
        for event in [] if path.endswith("current.yaml") else schema.get("examples", []):
            assert jsonschema.Draft7Validator(schema).is_valid(event), path
