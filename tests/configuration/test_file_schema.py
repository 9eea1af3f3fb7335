"""The JSON Schema of `evtool.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from evtool.configuration import file_schema
from evtool.configuration.owners import OWNERS, owner
from evtool.document import parse_document
from evtool.scaffold.template import template_files
from evtool.workspace import SECTIONS

SAMPLE = """\
version: 1
repositories:
  - {name: primary, role: primary, path: schema-repos/primary/jsonschema}
  - {name: team, role: secondary, url: "https://example.org/team.git", rev: v3, schemas: jsonschema}
  - {name: company, base: "https://schemas.example.org/"}
materialize:
  content_types: [yaml, json]
  current_name: current
  example: false
  numeric_bounds: [-9007199254740991, 9007199254740991]
  links: [latest]
check:
  compatibility: {level: FULL_TRANSITIVE, policy: strict}
  ignore: {robustness.snake-case: ["/old/.*"]}
streams: {files: [streams.yaml], settings_schema: null, merge_lists: replace}
log: sqlite:.evtool/log.db
intake: {host: 127.0.0.1, port: 8192, error_stream: intake.error, test_events: []}
connectors:
  archive: {type: parquet, path: .evtool/archive, streams: ["*"]}
dev: {registry_port: 8190, streams_port: 8191}
"""


def validate(text: str) -> list[str]:
    """What the schema says against a file, as dotted ways."""
    value: Any = parse_document(text.encode(), Path("evtool.yaml")).value
    validator = jsonschema.Draft7Validator(file_schema())
    return sorted(error.json_path for error in validator.iter_errors(value))


def test_it_is_a_schema() -> None:
    """The schema fits the metaschema of draft-07."""
    jsonschema.Draft7Validator.check_schema(file_schema())


def test_a_file_with_every_section_fits() -> None:
    """What the sections are documented to hold is valid."""
    assert validate(SAMPLE) == []


def test_the_file_of_a_new_workspace_fits() -> None:
    """What `evtool init` writes is valid."""
    assert validate(template_files()["evtool.yaml"].decode()) == []


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("repositories: []", ["$"]),
        ("version: 2", ["$.version"]),
        ("{version: 1, reposotories: []}", ["$"]),
        ("{version: 1, repositories: [{name: a}]}", ["$.repositories[0]"]),
        ("{version: 1, repositories: [{name: a, path: b, role: c}]}", ["$.repositories[0].role"]),
        ("{version: 1, materialize: {links: maybe}}", ["$.materialize.links"]),
        ("{version: 1, materialize: {link: true}}", ["$.materialize"]),
        ("{version: 1, connectors: {a: {path: b}}}", ["$.connectors.a"]),
    ],
)
def test_mistakes_are_found(text: str, ways: list[str]) -> None:
    """Editors mark what the loader refuses."""
    assert validate(text) == ways


def test_every_section_and_key_is_described() -> None:
    """Editors show a sentence for each."""
    properties = file_schema()["properties"]
    assert list(properties) == list(SECTIONS)
    keys = {**properties, **properties["repositories"]["items"]["properties"]}
    assert all(item["description"] for item in keys.values())


def test_owners_are_loaded_where_they_exist() -> None:
    """A section without an owner, or whose module is not there, is open."""
    kind = owner("materialize")
    assert kind is not None
    assert kind.__name__ == "MaterializeSettings"
    assert owner("connectors") is None
    assert set(OWNERS) <= set(SECTIONS)
