"""The merge of whole documents, beside what the reference tool makes of them."""

from __future__ import annotations

import copy
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from evtool.document import parse_document
from evtool.schema.bounds import apply_numeric_bounds
from evtool.schema.merge import MergeError, merge_all_of
from evtool.schema.merge.equality import same_value

RECORDED = [
    json.loads(line)
    for line in Path(__file__).with_name("reference.jsonl").read_text("utf-8").splitlines()
]
REAL = Path(__file__).parents[4] / "shared" / "data" / "wikimedia"
BOUNDS = (-(2**53) + 1, 2**53 - 1)


def _title(case: dict[str, Any]) -> str:
    return json.dumps(case["schema"])[:60]


@pytest.mark.parametrize("case", RECORDED, ids=_title)
def test_recorded_case(case: dict[str, Any]) -> None:
    """A schema merges into what the reference tool recorded for it, or fails as there."""
    schema = copy.deepcopy(case["schema"])
    if case["merged"] is None:
        with pytest.raises(MergeError):
            merge_all_of(schema)
    else:
        merged = merge_all_of(schema)
        assert same_value(merged, case["merged"])
        bounded = apply_numeric_bounds(merged, *BOUNDS)
        assert same_value(bounded, case.get("bounded", case["merged"]))
    assert same_value(schema, case["schema"]), "the input was changed"


def test_fragment_is_merged_below_the_root() -> None:
    """What the root says wins, what only the fragment says is inherited."""
    schema = {
        "title": "shop/order",
        "$id": "/shop/order/1.0.0",
        "type": "object",
        "required": ["order_id"],
        "properties": {"order_id": {"type": "string"}},
        "allOf": [
            {
                "title": "fragment/common",
                "$id": "/fragment/common/1.0.0",
                "description": "Fields of every event",
                "type": "object",
                "required": ["meta"],
                "properties": {"meta": {"type": "object", "required": ["stream"]}},
            }
        ],
    }
    assert merge_all_of(schema) == {
        "title": "shop/order",
        "$id": "/shop/order/1.0.0",
        "description": "Fields of every event",
        "type": "object",
        "required": ["meta", "order_id"],
        "properties": {
            "order_id": {"type": "string"},
            "meta": {"type": "object", "required": ["stream"]},
        },
    }


def test_examples_of_a_fragment_are_dropped_at_the_root_only() -> None:
    """The root keeps no examples of a fragment, a property keeps those that it got."""
    fragment = {"examples": [{"a": 1}]}
    schema = {"allOf": [fragment], "properties": {"p": {"allOf": [fragment]}}}
    assert merge_all_of(schema) == {"properties": {"p": {"examples": [{"a": 1}]}}}


def test_own_examples_win() -> None:
    """The examples of the root stay, also when they are empty."""
    assert merge_all_of({"examples": [], "allOf": [{"examples": [1]}]}) == {"examples": []}


def test_closed_member_keeps_the_properties_of_others() -> None:
    """`additionalProperties: false` of one member removes nothing from another."""
    closed = {"additionalProperties": False, "properties": {"a": {"type": "string"}}}
    merged = merge_all_of({"allOf": [closed, {"properties": {"b": {"type": "string"}}}]})
    assert list(merged["properties"]) == ["a", "b"]
    assert merged["additionalProperties"] is False


def test_result_shares_nothing_with_the_input() -> None:
    """No container of the input is in the result, so later steps cannot damage it."""
    schema = {
        "required": ["a"],
        "if": {"type": "object"},
        "properties": {"a": {"enum": [["x"]], "not": {"type": "null"}}},
        "oneOf": [{"properties": {}}, {"type": "string"}],
        "dependencies": {"a": ["b"]},
    }
    assert not _containers(schema).keys() & _containers(merge_all_of(schema)).keys()


def test_values_of_one_schema_stay_shared() -> None:
    """One object in two values of a schema is one object in the result, as an anchor shows."""
    address = {"city": "Berlin"}
    schema = {"examples": [{"home": address, "work": address}], "default": address}
    merged = merge_all_of(schema)
    (example,) = merged["examples"]
    assert example["home"] is example["work"] is merged["default"]


def test_subschemas_are_never_shared() -> None:
    """One fragment under two properties is copied: the canonical text has no anchors there."""
    fragment = {"type": "string", "enum": ["a"]}
    merged = merge_all_of({"properties": {"a": fragment, "b": fragment}})
    one, other = merged["properties"].values()
    assert one == other
    assert one is not other
    assert one["enum"] is not other["enum"]


def test_branch_that_is_also_a_condition_stays_shared() -> None:
    """A lone branch and an `if` that are one object stay one, as in the reference tool."""
    fragment = {"type": "object", "properties": {"a": {"properties": {}}}}
    merged = merge_all_of({"if": fragment, "oneOf": [fragment]})
    assert merged["if"] is merged["oneOf"][0]
    assert merged["if"] == {"type": "object", "properties": {"a": {}}}


@pytest.mark.parametrize("keys", [("items",), ("properties", "a"), ("contains",), ("oneOf", "0")])
def test_nesting_up_to_the_limit_of_the_loader_is_merged(keys: tuple[str, ...]) -> None:
    """A document of 190 levels merges; its two members differ only at the bottom."""
    members = [_nested(keys, 190, leaf) for leaf in ({"type": "string"}, {"maxLength": 1})]
    merged = merge_all_of({"allOf": members})
    assert same_value(merged, _nested(keys, 190, {"type": "string", "maxLength": 1}))


def test_endless_nesting_is_refused() -> None:
    """A document that is too deep for the recursion ends with an error, not with a crash."""
    with pytest.raises(MergeError, match="nested too deeply"):
        merge_all_of(_nested(("items",), 5000, {}))


@pytest.mark.shared
@pytest.mark.skipif(not REAL.is_dir(), reason="no ../shared/data/wikimedia beside the checkout")
@pytest.mark.parametrize("name", ["primary", "secondary"])
def test_merging_a_real_schema_again_changes_nothing(name: str) -> None:
    """The first materialized version of every real schema merges once and for all."""
    schemas = _materialized(REAL / f"{name}.tar.gz")
    assert len(schemas) > 40
    for schema in schemas:
        merged = merge_all_of(schema)
        assert same_value(merge_all_of(merged), merged), schema["$id"]


def _nested(keys: tuple[str, ...], depth: int, leaf: dict[str, Any]) -> dict[str, Any]:
    value: Any = leaf
    for _ in range(depth // len(keys)):
        for key in reversed(keys):
            value = [value] if key == "0" else {key: value}
    return value  # type: ignore[no-any-return]


def _containers(value: Any) -> dict[int, Any]:
    if not isinstance(value, dict | list):
        return {}
    found = {id(value): value}
    for part in value.values() if isinstance(value, dict) else value:
        found |= _containers(part)
    return found


def _materialized(archive: Path) -> list[dict[str, Any]]:
    with tarfile.open(archive) as files:
        members = [member for member in files if member.name.endswith("/1.0.0.yaml")]
        contents = [(files.extractfile(member), Path(member.name)) for member in members]
        return [parse_document(file.read(), path).value for file, path in contents if file]
