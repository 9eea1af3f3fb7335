"""The value of a materialized schema."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.document import parse_document
from evtool.errors import SchemaError
from evtool.schema.materialize.build import build, serialize
from evtool.schema.resolve import Sources
from evtool.schema.settings import MaterializeSettings
from evtool.schema.store import MemoryStore

SETTINGS = MaterializeSettings()


def made(schema: Any, settings: MaterializeSettings = SETTINGS) -> Any:
    """Build a schema that refers to nothing."""
    document = parse_document(json.dumps(schema).encode(), Path("current.yaml"))
    return build(document, Sources([MemoryStore()]), settings)


names = st.sampled_from(["a", "b", "title", "type", "required", "a_b", "é"])
scalars = st.one_of(
    st.fixed_dictionaries({"type": st.just("string")}, optional={"maxLength": st.integers(0, 50)}),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])}, optional={"minimum": st.integers(0, 9)}
    ),
    st.just({"type": "boolean"}),
    st.fixed_dictionaries({"type": st.just("string"), "enum": st.lists(names, min_size=1)}),
)
schemas = st.recursive(
    scalars,
    lambda inner: (
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(names, inner, max_size=3)},
            optional={
                "required": st.lists(names, max_size=2, unique=True),
                "allOf": st.lists(
                    st.fixed_dictionaries(
                        {"properties": st.dictionaries(names, inner, max_size=2)}
                    ),
                    max_size=2,
                ),
            },
        )
        | st.fixed_dictionaries({"type": st.just("array"), "items": inner})
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(schemas)
def test_materializing_a_materialized_schema_changes_nothing(schema: Any) -> None:
    """What has been written is its own canonical form, byte for byte."""
    try:
        once = serialize(made({"$id": "/x/1.0.0", **schema}), "yaml")
    except SchemaError:
        return
    document = parse_document(once, Path("1.0.0.yaml"))
    again = build(document, Sources([MemoryStore()]), SETTINGS)
    assert serialize(again, "yaml") == once


@settings(deadline=None)
@given(schemas)
def test_yaml_and_json_say_the_same(schema: Any) -> None:
    """Both formats hold one value."""
    try:
        value = made({"$id": "/x/1.0.0", **schema})
    except SchemaError:
        return
    from_yaml = parse_document(serialize(value, "yaml"), Path("a.yaml")).value
    assert from_yaml == json.loads(serialize(value, "json"))


def test_settings_switch_the_steps_off() -> None:
    """Without bounds, example and dereferencing the value is the source's own."""
    schema = {"type": "object", "allOf": [{"properties": {"n": {"type": "integer"}}}]}
    off = MaterializeSettings(example=False, numeric_bounds=False, dereference=False)
    assert made(schema, off) == schema


def test_an_example_that_is_there_is_kept() -> None:
    """Only a missing or empty list is filled."""
    schema = {"$id": "/x/1.0.0", "type": "object", "properties": {"a": {"type": "string"}}}
    assert made({**schema, "examples": [{"a": "mine"}]})["examples"] == [{"a": "mine"}]
    assert made({**schema, "examples": []})["examples"] == [{"a": "dolor"}]


def test_examples_of_a_fragment_are_not_taken_over() -> None:
    """Examples belong to the schema that they stand in."""
    files = {"f/1.0.0": b"type: object\nexamples: [{a: 1}]\n"}
    off = MaterializeSettings(example=False)
    for text in (b"allOf: [{$ref: /f/1.0.0}]\n", b"$ref: /f/1.0.0\n"):
        document = parse_document(text, Path("current.yaml"))
        assert "examples" not in build(document, Sources([MemoryStore(files)]), off)


def test_shared_examples_become_anchors() -> None:
    """A part that two examples share by reference is written once."""
    text = b"examples:\n  - a: {x: 1}\n  - a: {$ref: '#/examples/0/a'}\n"
    document = parse_document(text, Path("current.yaml"))
    written = serialize(build(document, Sources([MemoryStore()]), SETTINGS), "yaml").decode()
    assert "a: &ref_0" in written
    assert "a: *ref_0" in written
