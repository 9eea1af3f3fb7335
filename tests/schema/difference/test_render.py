"""The tree of differences as rows, Markdown and JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.schema.difference import as_json, as_markdown, compare, rows, summarize


def objects(**properties: Any) -> dict[str, Any]:
    """An object schema with these fields."""
    return {"type": "object", "properties": properties}


def lines(old: Any, new: Any) -> list[str]:
    """The rows as a terminal shows them."""
    return [f"{row.marker} {'  ' * row.depth}{row.text}" for row in rows(compare(old, new))]


def field_line(old: Any, new: Any) -> str:
    """The one row of a field `a` that changes from one schema to another."""
    (line,) = lines(objects(a=old), objects(a=new))
    return line


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"type": "integer"}, {"type": "string"}, "~ a  integer -> string"),
        ({"type": "string"}, {"type": ["string", "null"]}, "~ a  string -> string or null"),
        ({}, {"type": "string"}, "~ a  anything -> string"),
        ({"maxLength": 255}, {"maxLength": 128}, "~ a  maxLength 255 -> 128"),
        ({}, {"maximum": 5}, "~ a  maximum none -> 5"),
        ({"format": "uri"}, {}, "~ a  format uri -> none"),
        ({"default": "a"}, {"default": [1]}, '~ a  default "a" -> [1]'),
        ({"enum": ["a"]}, {"enum": ["a", "deleted"]}, '~ a  enum + "deleted"'),
        ({"enum": [1, 2]}, {"enum": [2, "x"]}, '~ a  enum + "x" - 1'),
        ({}, {"enum": ["a"]}, "~ a  enum added"),
        ({"enum": list(range(9))}, {"enum": [0]}, "~ a  enum - 1, 2, 3, 4, 5 and 3 more"),
        ({"oneOf": [{}]}, {"oneOf": [{"minimum": 1}]}, "~ a  oneOf changed"),
        ({"not": {}}, {}, "~ a  not removed"),
        ({}, {"additionalProperties": False}, "~ a  undeclared fields allowed -> refused"),
        ({"$comment": "x"}, {"$comment": "y"}, "~ a  $comment changed (documentation only)"),
        (
            {"minimum": 1, "title": "x"},
            {"minimum": 2, "title": "y"},
            "~ a  minimum 1 -> 2; title changed",
        ),
        ({"pattern": "x" * 99}, {}, f'~ a  pattern "{"x" * 44}... -> none'),
        ({"const": "\x1b[31m"}, {}, '~ a  const "\\u001b[31m" -> none'),
        ({"const": "\u009b1m"}, {}, '~ a  const "\\u009b1m" -> none'),
    ],
)  # fmt: skip
def test_a_changed_field_says_how(old: Any, new: Any, expected: str) -> None:
    """Short words for each kind of change, safe for a terminal."""
    assert field_line(old, new) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "date-time"}, "string (date-time)"),
        ({"type": "array", "items": {"type": "string"}}, "array of string"),
        ({"type": "array"}, "array"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "map of integer"),
        ({"type": ["integer", "null"]}, "integer or null"),
        ({}, "anything"),
        (False, "nothing"),
    ],
)
def test_a_new_field_says_what_it_is(schema: Any, expected: str) -> None:
    """Its type and whether it is required stand on one row, items and values included."""
    new = objects(a=schema)
    assert lines(objects(), new) == [f"+ a  {expected}, optional"]
    assert lines({**new, "required": ["a"]}, objects()) == [f"- a  {expected}, required"]


def test_the_tree() -> None:
    """Unchanged fields join the name below, or stand above several; the schema comes first."""
    text = {"type": "string"}
    old = objects(
        meta=objects(dt=text, id=text),
        page=objects(id={"type": "integer"}, title=text, old=objects(x=text)),
        tags={"type": "array", "items": objects(name=text)},
    )
    new = {
        **objects(
            meta=objects(dt={**text, "format": "date-time"}, id=text),
            page={**objects(id=text, title=text), "required": ["title"]},
            tags={"type": "array", "maxItems": 3, "items": objects(name=text, rank=text)},
            extra={"type": "array", "items": objects(a=text)},
        ),
        "$id": "/a/1.1.0",
    }
    assert lines({**old, "$id": "/a/1.0.0"}, new) == [
        "~ (schema)  version 1.0.0 -> 1.1.0 (documentation only)",
        "~ meta.dt  format none -> date-time",
        "  page",
        "~   id  integer -> string",
        "~   title  optional -> required",
        "-   old  object, optional",
        "-     x  string, optional",
        "~ tags  maxItems none -> 3",
        "+   tags[].rank  string, optional",
        "+ extra  array of object, optional",
        "+   extra[].a  string, optional",
    ]


def test_markdown_is_a_block_that_code_hosts_color() -> None:
    """A title, a sentence and a `diff` block, in which a change is marked with `!`."""
    old, new = objects(a={"maxLength": 2}), objects(a={"maxLength": 1}, b={"type": "string"})
    assert as_markdown(compare(old, new), title="a/b 1.0.0 -> 1.1.0") == (
        "### a/b 1.0.0 -> 1.1.0\n\nFields: 1 added, 1 changed.\n\n"
        "```diff\n! a  maxLength 2 -> 1\n+ b  string, optional\n```\n"
    )


def test_markdown_without_differences_is_a_sentence() -> None:
    """Nothing changed is said in words, without an empty block."""
    assert as_markdown(compare({}, {})) == "No differences.\n"


@settings(deadline=None)
@given(st.text())
def test_no_name_breaks_out_of_a_row(name: str) -> None:
    """Whatever a field is called, each row is one printable line and the block stays closed."""
    difference = compare(objects(), objects(**{name: {"type": "string", "enum": [name]}}))
    assert all(row.text.isprintable() for row in rows(difference))
    assert as_markdown(difference).count("\n```") == 2


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ({}, {}, "No differences."),
        ({"description": "a"}, {}, "Only documentation changed."),
        ({"title": "a"}, {"title": "b"}, "The schema itself changed, no field did."),
        (
            objects(a={}, b={"description": "x"}, c=objects(d={"minimum": 1})),
            objects(b={}, c=objects(d={}), e=objects(f={})),
            "Fields: 1 added, 1 removed, 1 changed, 1 with new documentation.",
        ),
    ],
)
def test_the_summary_counts_fields(old: Any, new: Any, sentence: str) -> None:
    """One sentence; the fields inside a new one are not counted again."""
    assert summarize(compare(old, new)) == sentence


def test_json_tells_everything() -> None:
    """Programs get paths, kinds, both values where present, and the words."""
    old = objects(a={"type": "string", "maxLength": 2})
    new = {**objects(a={"type": "string"}), "required": ["a"]}
    told = as_json(compare(old, new))
    assert json.loads(json.dumps(told)) == told
    assert told["change"] == "unchanged"
    assert told["fields"] == [
        {
            "path": "a",
            "change": "changed",
            "type": "string",
            "required": True,
            "documentation_only": False,
            "changes": [
                {"keyword": "maxLength", "old": 2, "documentation": False,
                 "text": "maxLength 2 -> none"},
                {"keyword": "required", "old": False, "new": True, "documentation": False,
                 "text": "optional -> required"},
            ],
            "fields": [],
        }
    ]  # fmt: skip
