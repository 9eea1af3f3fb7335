"""`evtool config`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from evtool.cli.main import run
from evtool.workspace import FILE_NAME, load_workspace

FILE = """\
version: 1
repositories:
  - {name: primary, path: schemas}
connectors:
  store: {type: mysql, password: tea, url: "mysql://me:tea@db/events"}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a workspace that the test stands in, without variables of ours."""
    (tmp_path / FILE_NAME).write_text(FILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("EVTOOL_CONFIG", "EVTOOL_COLOR", "EVTOOL_CONFIG_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def rows(capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str]]:
    """The table: key -> value and origin."""
    lines = capsys.readouterr().out.splitlines()
    return {key: (value, origin) for key, value, origin in (line.split("\t") for line in lines)}


def test_the_table_has_values_and_origins(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line of the file, or a default."""
    assert run(["config", "show"]) == 0
    found = rows(capsys)
    assert found["repositories[0].path"] == ("schemas", f"{FILE_NAME}:3")
    assert found["materialize.links"] == ("true", "default")
    assert found["--directory"] == (str(shop), "default")


def test_options_and_variables_have_origins(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line beats the environment; variables of other commands are listed."""
    monkeypatch.setenv("EVTOOL_COLOR", "never")
    monkeypatch.setenv("EVTOOL_CONFIG", str(shop / FILE_NAME))
    monkeypatch.setenv("EVTOOL_SCHEMA_FORMAT", "json")
    assert run(["config", "show", "--color", "always", "-v"]) == 0
    found = rows(capsys)
    assert found["--color"] == ("always", "command line")
    assert found["--verbose"] == ("1", "command line")
    assert found["--config"] == (str(shop / FILE_NAME), "environment EVTOOL_CONFIG")
    assert found["EVTOOL_SCHEMA_FORMAT"] == ("json", "environment EVTOOL_SCHEMA_FORMAT")


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("form", ["table", "yaml", "json"])
def test_secrets_are_not_printed(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Passwords are hidden in every format."""
    assert run(["config", "show", "--format", form]) == 0
    out = capsys.readouterr().out
    assert "tea" not in out
    assert "(hidden)" in out


def test_yaml_can_be_loaded(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The listing is a whole `evtool.yaml`."""
    assert run(["config", "show", "--format", "yaml"]) == 0
    out = capsys.readouterr().out
    (shop / "copy.yaml").write_text(out, encoding="utf-8")
    copy, original = load_workspace(shop / "copy.yaml"), load_workspace(shop / FILE_NAME)
    assert copy.repositories == original.repositories
    assert yaml.safe_load(out)["materialize"]["content_types"] == ["yaml"]


def test_json_is_for_scripts(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One document with keys, values and origins, and nothing else on stdout."""
    assert run(["config", "show", "--format", "json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (document["version"], document["file"]) == (1, str(shop / FILE_NAME))
    values = {one["key"]: one for one in document["values"]}
    assert values["repositories[0].path"] == {
        "key": "repositories[0].path",
        "value": "schemas",
        "origin": {"kind": "file", "path": FILE_NAME, "line": 3},
    }


def test_a_folder_without_configuration_has_defaults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The built-in values are shown."""
    assert run(["-C", str(tmp_path), "config", "show"]) == 0
    assert rows(capsys)["repositories[0].path"] == (str(tmp_path), "default")


def test_a_wrong_file_stops_with_its_place(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Configuration errors end with 2."""
    (shop / FILE_NAME).write_text("version: 1\nlogs: a\n", encoding="utf-8")
    assert run(["config", "show"]) == 2
    assert f"{FILE_NAME}:2:1: logs: unknown section" in capsys.readouterr().err


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON Schema, draft-07."""
    assert run(["config", "schema"]) == 0
    jsonschema.Draft7Validator.check_schema(json.loads(capsys.readouterr().out))


def test_the_schema_goes_to_a_file(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing on stdout then, and the line that makes editors use it."""
    assert run(["config", "schema", "--output", "s.json"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "$schema=s.json" in said.err
    value = yaml.safe_load(FILE)
    jsonschema.Draft7Validator(json.loads((shop / "s.json").read_text())).validate(value)
