"""The text of a new schema is valid as it stands."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from evtool.schema.infer import CommonFragment
from evtool.schema.pointer import resolve_pointer
from evtool.schema.template import new_schema
from evtool.schema.version import SchemaNameError, Version

ONE = Version(1, 0, 0)
COMMON = CommonFragment("/fragment/common/2.0.0")


def load(text: str) -> dict[str, Any]:
    """Read a schema, with the reference in its example resolved."""
    schema: dict[str, Any] = yaml.safe_load(text)
    for example in schema["examples"]:
        example["$schema"] = resolve_pointer(schema, example["$schema"]["$ref"])
    return schema


def test_without_a_fragment_the_envelope_is_written_out() -> None:
    """The schema is valid, its example fits it, and it says all that the guidelines ask for."""
    schema = load(new_schema("shop/order", "An order was placed.", ONE))
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    (example,) = schema["examples"]
    validator.validate(example)
    assert example["$schema"] == schema["$id"] == "/shop/order/1.0.0"
    assert (schema["title"], schema["description"]) == ("shop/order", "An order was placed.")
    assert list(schema["properties"]) == schema["required"] == ["$schema", "meta", "dt"]
    assert schema["properties"]["meta"]["required"] == ["stream"]


def test_with_a_fragment_the_envelope_is_a_reference() -> None:
    """Nothing that the fragment declares is declared again."""
    schema = load(new_schema("shop/order", "x", ONE, COMMON))
    assert schema["allOf"] == [{"$ref": "/fragment/common/2.0.0"}]
    assert schema["properties"] == {}
    assert "required" not in schema


def test_what_the_fragment_lacks_is_written_out() -> None:
    """A fragment without `dt` leaves it to the schema."""
    fragment = CommonFragment("/fragment/common/1.0.0", fields=("$schema", "meta"))
    schema = load(new_schema("shop/order", "x", ONE, fragment))
    assert list(schema["properties"]) == schema["required"] == ["dt"]


def test_the_text_explains_itself() -> None:
    """Comments say when to raise the version and what a field looks like."""
    text = new_schema("shop/order", "x", ONE, COMMON)
    assert "# A released version never changes." in text
    assert "#   page_id:" in text
    assert max(map(len, text.splitlines())) <= 100


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["yes", "null", "1.0", "a: b", "# x", "- x", "{x}", "'", '"', "a\nb", 'a"\n\\', "~", "x" * 200,
     "word " * 50 + "end", "# " * 60 + "x", "é " * 80 + "x"]
))  # fmt: skip
def test_any_description_is_read_back(description: str) -> None:
    """Whatever a user describes stands in the schema unchanged."""
    assert load(new_schema("a", description, ONE))["description"] == description


@settings(max_examples=40, deadline=None)
@given(st.from_regex(r"[a-z0-9:{}'\"&*!%-]{1,8}(/[a-z0-9_.]{1,5})?", fullmatch=True))
def test_any_title_is_read_back(title: str) -> None:
    """A title that YAML could read as something else is quoted."""
    try:
        schema = load(new_schema(title, "x", ONE))
    except SchemaNameError:
        return
    assert schema["title"] == title
    assert schema["$id"] == f"/{title}/1.0.0"


def test_a_lone_surrogate_does_not_break_the_text() -> None:
    """What no file can hold is replaced."""
    assert load(new_schema("a", "x\ud800\n", ONE))["description"] == "x?\n"


@pytest.mark.parametrize("title", ["", "/a", "a//b", "a b", "a/../b"])
def test_a_title_that_cannot_be_one_is_refused(title: str) -> None:
    """No file is written for a title that no `$id` can carry."""
    with pytest.raises(SchemaNameError) as caught:
        new_schema(title, "x", ONE)
    assert caught.value.hint
