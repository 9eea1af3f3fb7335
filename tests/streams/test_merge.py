"""Merging settings, in evtool's way and in MediaWiki's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.streams.merge import merge_indexed, merge_layers, merge_patch

KEYS = st.sampled_from(["a", "b", "c", "0", "1"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["x", "y"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
MAPS = st.dictionaries(KEYS, VALUES, max_size=4)


@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}, {"a": {"b": 1, "c": 3}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": {"b": 1}}, {"a": {"b": None}}, {"a": {}}),
        ({}, {"a": {"b": None, "c": 1}}, {"a": {"c": 1}}),
        ({"a": 1}, {"a": {"b": 2}}, {"a": {"b": 2}}),
        ({"a": {"b": 2}}, {"a": "off"}, {"a": "off"}),
    ],
)
def test_patch(below: Any, above: Any, expected: Any) -> None:
    """Maps are merged, null deletes, all else replaces (RFC 7396)."""
    assert merge_patch(below, above) == expected


@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        (["a", "b"], ["x"], ["x", "b"]),
        (["a", "b"], [], ["a", "b"]),
        (["a", "b"], ["x", "y", "z"], ["x", "y", "z"]),
        (["a", "b"], None, None),
        ({"a": 1}, {"a": None}, {"a": None}),
        ({"a": 1}, ["x"], {"a": 1, "0": "x"}),
        (["a"], {"k": 1}, {"0": "a", "k": 1}),
        (["a"], {"0": "b"}, ["b"]),
        ("none", {"a": 1}, {"a": 1}),
        ({"a": 1}, "none", "none"),
    ],
)
def test_indexed(below: Any, above: Any, expected: Any) -> None:
    """Lists are merged by position, null is a value (array_replace_recursive)."""
    assert merge_indexed(below, above) == expected


@given(MAPS, MAPS)
def test_patching_obeys_rfc_7396(below: dict[str, Any], above: dict[str, Any]) -> None:
    """Merging twice changes nothing more, and no null that the patch holds is left."""
    once = merge_patch(below, above)
    assert merge_patch(once, above) == once
    assert not {key for key, value in above.items() if value is None} & once.keys()


@given(MAPS, MAPS)
def test_indexed_merging_loses_no_key(below: dict[str, Any], above: dict[str, Any]) -> None:
    """There is no way to delete a default."""
    merged = merge_indexed(below, above)
    assert list(merged) == list(dict.fromkeys([*below, *above]))


@given(MAPS, MAPS)
def test_sources_are_left_alone(below: dict[str, Any], above: dict[str, Any]) -> None:
    """Nothing is changed in place."""
    before = repr((below, above))
    merge_patch(below, above)
    merge_indexed(below, above)
    assert repr((below, above)) == before


def test_layers_are_merged_in_order() -> None:
    """The later ones count more."""
    layers: list[dict[str, Any]] = [{"a": 1, "b": 1}, {"b": 2}, {"a": None}]
    assert merge_layers(layers, "replace") == {"b": 2}
    assert merge_layers(layers, "by-index") == {"a": None, "b": 2}
