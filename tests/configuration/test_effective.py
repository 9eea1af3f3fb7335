"""Every value in effect, with its origin."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.configuration import Setting, effective
from evtool.configuration.effective import variables
from evtool.configuration.listing import yaml_of
from evtool.errors import ConfigurationError
from evtool.workspace import FILE_NAME, LEGACY_NAME, default_workspace, load_workspace

FILE = """\
version: 1
repositories:
  - name: primary
    path: ${SCHEMAS:-schemas}/primary
materialize:
  example: false
connectors:
  archive:
    type: parquet
    streams: ["*"]
log: sqlite:${HERE}/log.db
"""

OLD = """\
schemaBasePath: ./jsonschema/
schemaBaseUris:
  - ./jsonschema/
  - https://example.org/repositories/primary/jsonschema/
contentTypes: [yaml]
skipSchemaTestCases:
  /old/.*: [schema-version-compatibility]
"""


def settings(folder: Path, text: str, name: str = FILE_NAME) -> dict[str, Setting]:
    """The effective settings of a file by their dotted keys."""
    (folder / name).write_text(text, encoding="utf-8")
    return {one.key: one for one in effective(load_workspace(folder / name))}


def origins(found: dict[str, Setting], root: Path) -> dict[str, str]:
    """Where each value is from, in words."""
    return {key: one.origin.text(root) for key, one in found.items()}


def test_values_name_their_line_or_are_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stated values have the line they stand in, variables are named, the rest is default."""
    monkeypatch.setenv("HERE", "/var")
    monkeypatch.delenv("SCHEMAS", raising=False)
    found = settings(tmp_path, FILE)
    said = origins(found, tmp_path)
    assert said["repositories[0].name"] == "evtool.yaml:3"
    assert said["repositories[0].path"] == "evtool.yaml:4 with SCHEMAS not set"
    assert said["repositories[0].role"] == "default"
    assert said["materialize.example"] == "evtool.yaml:6"
    assert said["materialize.links"] == "default"
    assert said["connectors.archive.streams"] == "evtool.yaml:10"
    assert said["log.address"] == "evtool.yaml:11 with HERE from the environment"
    assert found["log.address"].value == "sqlite:/var/log.db"
    assert found["repositories[0].path"].value == "schemas/primary"
    assert found["materialize.numeric_bounds"].value == [-9007199254740991, 9007199254740991]


def test_values_that_nobody_set_are_left_out(tmp_path: Path) -> None:
    """An optional key without a value is no line of the listing."""
    found = settings(tmp_path, "version: 1\nrepositories: [{name: a, path: b, rev: null}]\n")
    assert "repositories[0].url" not in found
    assert found["repositories[0].rev"].value is None


def test_the_old_file_is_shown_by_new_names(tmp_path: Path) -> None:
    """Each value of the old file has the line that says it, in the old file."""
    found = settings(tmp_path, OLD, LEGACY_NAME)
    said = origins(found, tmp_path)
    assert found["repositories[1].name"].value == "primary"
    assert said["repositories[1].base"] == f"{LEGACY_NAME}:4"
    assert said["materialize.content_types"] == f"{LEGACY_NAME}:5"
    assert said["materialize.example"] == "default"
    assert found["materialize.example"].value is False
    assert found["check.ignore.compatibility.*[0]"].value == "/old/.*"
    assert said["check.ignore.compatibility.*[0]"] == f"{LEGACY_NAME}:7"


def test_defaults_need_no_file(tmp_path: Path) -> None:
    """A folder without configuration has values too."""
    found = {one.key: one for one in effective(default_workspace(tmp_path))}
    assert found["repositories[0].path"].value == str(tmp_path)
    assert found["materialize.content_types"].value == ["yaml"]


@pytest.mark.parametrize(("name", "text"), [(FILE_NAME, FILE), (LEGACY_NAME, OLD)])
def test_the_listing_is_a_file_that_means_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    """Everything written out as YAML loads to the same repositories and look-up."""
    monkeypatch.setenv("HERE", "/var")
    (tmp_path / name).write_text(text, encoding="utf-8")
    first = load_workspace(tmp_path / name)
    (tmp_path / FILE_NAME).write_text("\n".join(yaml_of(effective(first))), encoding="utf-8")
    second = load_workspace(tmp_path / FILE_NAME)
    assert [one.root for one in first.repositories] == [one.root for one in second.repositories]
    assert [one.settings for one in first.repositories] == [
        one.settings for one in second.repositories
    ]
    assert first.lookup[1:] == second.lookup[1:]


def test_wrong_sections_are_refused(tmp_path: Path) -> None:
    """A variable that is not set stops the listing with its place."""
    with pytest.raises(ConfigurationError, match="EVTOOL_ABSENT is not set"):
        settings(tmp_path, "version: 1\nlog: ${EVTOOL_ABSENT}\n")


def test_variables_are_found_in_texts_and_lists() -> None:
    """Names in order; other values name none."""
    assert variables("${A}-${B:-c}") == ["A", "B"]
    assert variables(["${A}", 1, "b"]) == ["A"]
    assert variables({"a": "${A}"}) == variables(3) == []


def test_what_connectors_keep_secret_is_hidden(tmp_path: Path) -> None:
    """What its type marks as secret, and all but the runner's options of an unknown type."""
    text = (
        "version: 1\nconnectors:\n"
        "  hook: {type: http, url: 'http://me:sesame@a/', headers: {X-Any: sesame}}\n"
        "  other: {type: unknown, word: sesame, streams: ['*']}\n"
        "  base: {type: postgres, dsn: 'host=db password=sesame'}\n"
    )
    found = {key: one.shown for key, one in settings(tmp_path, text).items()}
    assert "sesame" not in str(found)
    assert found["connectors.hook.url"] == "http://me:(hidden)@a/"
    assert found["connectors.other.streams"] == ["*"]
    assert found["connectors.base.dsn"] == "host=db password=(hidden)"
