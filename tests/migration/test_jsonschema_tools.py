"""An old configuration file becomes a new one that means the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.configuration import file_schema
from evtool.document import Document, parse_document
from evtool.legacy_config import TEST_CASES, read_legacy, skipped_rules
from evtool.migration.jsonschema_tools import Migration, migrate
from evtool.workspace import FILE_NAME, LEGACY_NAME, Workspace, legacy_workspace, workspace_of

OLD = """\
# Where the schemas are.
schemaBasePath: ./jsonschema/
schemaBaseUris:
  - ./jsonschema/
  # Fragments of the company.
  - https://schemas.example.org/repositories/primary/jsonschema/
contentTypes: [yaml]  # JSON is not needed

# Asked for in T1234.
logLevel: info
shouldGitAdd: true
ignoreSchemas:
  - /old/.*  # nobody knows them
skipSchemaTestCases:
  # Old schemas are not snake case.
  '/old/.*':
    - schema-snake-case-properties
    # Nor have they types.
    - schema-deterministic-types
  '/new/1.0.0': [schema-deterministic-types]
colour: red
"""

NEW = """\
# Made from .jsonschema-tools.yaml by `evtool migrate jsonschema-tools`.
version: 1

repositories:
  # Where the schemas are.
  - name: shop
    role: primary
    path: jsonschema
    ignore:
      # nobody knows them
      - /old/.*
  # Fragments of the company.
  - name: primary
    base: https://schemas.example.org/repositories/primary/jsonschema/

materialize:
  # JSON is not needed
  content_types: [yaml]
  example: false

check:
  ignore:
    # schema-snake-case-properties of jsonschema-tools
    robustness.snake-case:
      # Old schemas are not snake case.
      - /old/.*
    # schema-deterministic-types of jsonschema-tools
    robustness.union-type: &schema-deterministic-types
      # Old schemas are not snake case.
      # Nor have they types.
      - /old/.*
      - /new/1.0.0
    robustness.missing-type: *schema-deterministic-types
    robustness.array-items: *schema-deterministic-types
    robustness.object-type: *schema-deterministic-types
    robustness.enum-type: *schema-deterministic-types

# Comments of .jsonschema-tools.yaml that stand at none of these entries:
#   Asked for in T1234.
"""

FOLDER = Path("/our schemas/shop")


def old(text: str, folder: Path = FOLDER) -> Document:
    """An old file in a folder."""
    return parse_document(text.encode(), folder / LEGACY_NAME)


def new(made: Migration, folder: Path = FOLDER) -> Workspace:
    """The workspace of the file that was made."""
    return workspace_of(parse_document(made.text.encode(), folder / FILE_NAME))


def same(document: Document) -> Migration:
    """Migrate, and assert that nothing has changed its meaning."""
    folder = document.path.parent
    made = migrate(document)
    before, after = legacy_workspace(document), new(made, folder)
    (one,), (other,) = before.repositories, after.repositories
    assert (one.root, one.role, one.settings) == (other.root, other.role, other.settings)
    assert [p.pattern for p in one.ignore] == [p.pattern for p in other.ignore]
    places = [place if isinstance(place, str) else place.root for place in before.lookup]
    others = [place if isinstance(place, str) else place.root for place in after.lookup]
    assert others == list(dict.fromkeys([*places, one.root]))
    ignored = after.sections["check"].raw["ignore"] if "check" in after.sections else {}
    assert ignored == skipped_rules(read_legacy(document)[0])
    value: Any = parse_document(made.text.encode(), Path("a.yaml")).value
    jsonschema.Draft7Validator(file_schema()).validate(value)
    return made


def test_everything_keeps_its_meaning_and_its_comments() -> None:
    """Keys go where they belong, and the reasons of exceptions go with them."""
    made = same(old(OLD))
    assert made.text == NEW


def test_it_tells_what_went_where_and_what_did_not() -> None:
    """Each old key is named: with its new place, or as one without."""
    made = migrate(old(OLD))
    assert ("contentTypes", "materialize.content_types") in made.mapped
    assert ("skipSchemaTestCases", "check.ignore") in made.mapped
    assert ("schemaBaseUris", "repositories.base") in made.mapped
    said = "\n".join(made.notes)
    assert "unknown key 'colour'" in said
    assert "logLevel has no counterpart" in said
    assert "shouldGitAdd has no counterpart" in said


def test_an_empty_file_states_what_differs() -> None:
    """Where the defaults of the two tools differ, the new file says the old one."""
    made = same(Document(FOLDER / LEGACY_NAME, "{}", {}))
    assert "content_types: [yaml, json]" in made.text
    assert "example: false" in made.text


def test_unknown_checks_are_named() -> None:
    """A check that nobody knows cannot become a rule."""
    made = same(old("skipSchemaTestCases: {/a: [schema-is-fine]}"))
    assert made.notes == (
        "skipSchemaTestCases: no check is called 'schema-is-fine'; it is left out",
    )


def test_a_repository_that_is_no_base_is_looked_up_last() -> None:
    """Nothing found before is found elsewhere now."""
    made = same(old("schemaBaseUris: ['https://example.org/a/', ../b]"))
    assert any("itself" in note for note in made.notes)
    assert any("only looked up" in note for note in made.notes)


def test_a_base_that_stands_twice_is_looked_up_once() -> None:
    """Two entries for one place would say the same."""
    bases = "[./jsonschema, ../a, ./jsonschema/, ../a/]"
    made = same(old(f"{{schemaBasePath: jsonschema, schemaBaseUris: {bases}}}"))
    assert made.text.count("- name:") == 2


_BASE = st.sampled_from(["./jsonschema/", "../other/jsonschema", "https://a.example/x/", "/abs"])
_PATTERN = st.sampled_from(
    ["/a/.*", "b/1.0.0", "it's", "#x", "(a|b): c", "*", "&x", "日本/.*", "$"]
)
_CONFIGS = st.fixed_dictionaries(
    {},
    optional={
        "schemaBasePath": st.sampled_from([".", "./jsonschema/", "a/../b", "/abs"]),
        "schemaBaseUris": st.lists(_BASE, max_size=3),
        "contentTypes": st.sampled_from([["yaml"], ["json"], ["json", "yaml"]]),
        "currentName": st.sampled_from(["current", "source.yaml", "1"]),
        "schemaVersionField": st.sampled_from(["$id", "meta.version"]),
        "shouldDereference": st.booleans(),
        "shouldGenerateExample": st.booleans(),
        "shouldSymlinkExtensionless": st.booleans(),
        "shouldSymlinkLatest": st.booleans(),
        "enforcedNumericBounds": st.sampled_from([False, [-5, 5.5]]),
        "ignoreSchemas": st.lists(_PATTERN.filter(lambda text: text != "*"), max_size=2),
        "skipSchemaTestCases": st.dictionaries(
            _PATTERN, st.lists(st.sampled_from(list(TEST_CASES)), max_size=3, unique=True)
        ),
        "logLevel": st.just("info"),
    },
)


@settings(max_examples=60, deadline=None)
@given(_CONFIGS, st.sampled_from([None, 2]))
def test_any_configuration_keeps_its_meaning(config: dict[str, Any], indent: int | None) -> None:
    """Repository, settings, look-up and skipped rules are the same before and after."""
    same(old(json.dumps(config, indent=indent)))


@pytest.mark.parametrize("name", ["primary", "secondary"])
def test_the_sample_repositories_migrate(name: str) -> None:
    """The configuration of the repositories beside the code keeps its meaning."""
    folder = Path(__file__).parents[2] / "schema-repos" / name
    if not (folder / LEGACY_NAME).is_file():
        pytest.skip("the sample repositories have no old configuration")
    same(parse_document((folder / LEGACY_NAME).read_bytes(), folder / LEGACY_NAME))
