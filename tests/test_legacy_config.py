"""`.jsonschema-tools.yaml` keeps its meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evtool.errors import EvtoolError
from evtool.legacy_config import (
    MATERIALIZE_KEYS,
    TEST_CASES,
    LegacyConfig,
    legacy_document,
    read_legacy,
    skipped_rules,
)
from evtool.schema.settings import MaterializeSettings
from evtool.workspace import LEGACY_NAME, Workspace, load_workspace


def load(folder: Path, text: str) -> Workspace:
    """The workspace of a folder with this old configuration."""
    (folder / LEGACY_NAME).write_text(text, encoding="utf-8")
    return load_workspace(folder / LEGACY_NAME)


def settings(folder: Path, text: str) -> MaterializeSettings:
    """How its repository is materialized."""
    return load(folder, text).repositories[0].settings


def test_defaults_are_those_of_the_old_tool(tmp_path: Path) -> None:
    """YAML and JSON, no generated example, all links, the folder itself."""
    found = load(tmp_path, "logLevel: info\n")
    (repository,) = found.repositories
    assert repository.settings == MaterializeSettings(content_types=("yaml", "json"), example=False)
    assert (repository.root, repository.name) == (tmp_path, tmp_path.name)
    assert found.lookup == (repository,)


@pytest.mark.parametrize("text", ["", "# nothing\n\n", "{}", "null"])
def test_a_file_without_content_is_all_defaults(tmp_path: Path, text: str) -> None:
    """The reference tool takes an empty file for an empty map."""
    assert load(tmp_path, text).repositories[0].root == tmp_path


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("contentTypes: [json, yaml]", "content_types", ("json", "yaml")),
        ("currentName: source", "current_name", "source"),
        ("shouldGenerateExample: true", "example", True),
        ("enforcedNumericBounds: false", "numeric_bounds", False),
        ("enforcedNumericBounds: [-5, 5]", "numeric_bounds", (-5.0, 5.0)),
        ("shouldDereference: false", "dereference", False),
        ("schemaVersionField: meta.version", "version_field", "meta.version"),
        ("schemaTitleField: name", "title_field", "name"),
        ("shouldSymlinkLatest: false", "links", ("version",)),
        ("shouldSymlinkExtensionless: false", "links", ("latest",)),
        ("{shouldSymlinkLatest: false, shouldSymlinkExtensionless: false}", "links", False),
    ],
)
def test_keys_keep_their_meaning(tmp_path: Path, text: str, name: str, value: object) -> None:
    """Each key says the same as its counterpart in `evtool.yaml`."""
    assert getattr(settings(tmp_path, text), name) == value


def test_every_old_key_of_materialization_has_a_counterpart() -> None:
    """The table of counterparts names keys that exist on both sides."""
    assert set(MATERIALIZE_KEYS) == set(MaterializeSettings.__dataclass_fields__)
    olds = {key for keys in MATERIALIZE_KEYS.values() for key in keys}
    assert olds <= set(LegacyConfig.__dataclass_fields__)


def test_bases_are_looked_up_in_order(tmp_path: Path) -> None:
    """Folders are seen from the file, URLs stay, and the repository itself is recognized."""
    bases = "[./jsonschema/, 'https://example.org/a/', ../other, 'file:///srv/b/']"
    found = load(tmp_path, f"schemaBasePath: ./jsonschema/\nschemaBaseUris: {bases}\n")
    own, url, other, absolute = found.lookup
    assert own is found.repositories[0]
    assert url == "https://example.org/a/"
    assert not isinstance(other, str)
    assert not isinstance(absolute, str)
    assert (other.root, absolute.root) == (tmp_path.parent / "other", Path("/srv/b"))


def test_ignored_schemas_match_anywhere(tmp_path: Path) -> None:
    """`ignoreSchemas` is matched like JavaScript's `match`: not anchored."""
    (repository,) = load(tmp_path, "ignoreSchemas: [change/1]\n").repositories
    assert repository.ignores("/page/change/1.0.0")
    assert not repository.ignores("/page/change/2.0.0")


def test_unknown_keys_are_warned_about(tmp_path: Path) -> None:
    """The reference tool ignores them; a misspelt key deserves a word."""
    found = load(tmp_path, "contentType: [yaml]\n")
    assert found.warnings == (
        f"{LEGACY_NAME}: unknown key 'contentType' is ignored; did you mean 'contentTypes'?",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("contentTypes: []", "contentTypes: must name a format"),
        ("contentTypes: [xml]", "contentTypes[0]: 'xml' is none of yaml, json"),
        ("enforcedNumericBounds: [2, 1]", "enforcedNumericBounds: the minimum is above"),
        ("ignoreSchemas: ['(']", "ignoreSchemas[0]: not a regular expression"),
        ("schemaBaseUris: ./a", "schemaBaseUris: must be a list"),
        ("shouldDereference: 'no'", "shouldDereference: must be true or false"),
        ("- a", "must be a map, not a list"),
        ("a: [", "not YAML"),
    ],
)
def test_wrong_values_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    """The sentence names the old key, at its place."""
    with pytest.raises(EvtoolError) as caught:
        load(tmp_path, text)
    assert sentence in caught.value.message
    assert caught.value.place


def test_skipped_checks_become_rules(tmp_path: Path) -> None:
    """Each old check stands for rules; patterns keep their order, unknown checks are left out."""
    skips = {
        "/a/.*": ["schema-snake-case-properties", "schema-is-valid"],
        "/b/1.0.0": "schema-snake-case-properties",
        "/c": ["no-such-check"],
        "/d": None,
    }
    (tmp_path / LEGACY_NAME).write_text(
        yaml.safe_dump({"skipSchemaTestCases": skips}, sort_keys=False)
    )
    config, _ = read_legacy(legacy_document(tmp_path / LEGACY_NAME))
    assert skipped_rules(config) == {
        "robustness.snake-case": ["/a/.*", "/b/1.0.0"],
        "robustness.invalid-schema": ["/a/.*"],
        "robustness.dialect": ["/a/.*"],
    }


def test_no_rule_stands_for_two_old_checks() -> None:
    """The table of checks is a partition, so that one list of patterns can be shared."""
    rules = [rule for rules in TEST_CASES.values() for rule in rules]
    assert len(rules) == len(set(rules))
