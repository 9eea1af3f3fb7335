"""Findings as values: their order, their JSON, their witness."""

from __future__ import annotations

import datetime
import json
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.finding import Finding, Severity, TextEdit, as_witness, in_order, shown_path

SMALL = st.builds(
    Finding,
    rule=st.sampled_from(["a.one", "a.two"]),
    message=st.sampled_from(["m", "n"]),
    path=st.sampled_from([Path("x/a.yaml"), Path("x/b.yaml")]),
    line=st.integers(0, 2),
    column=st.integers(0, 2),
    severity=st.sampled_from(Severity),
    hint=st.sampled_from([None, "h"]),
    against=st.sampled_from([None, "/a/1.0.0"]),
    witness=st.sampled_from([None, "{}", "1"]),
)

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.lists(SMALL, max_size=8), st.randoms())
def test_the_order_does_not_depend_on_how_findings_came(found: list[Finding], random: Any) -> None:
    """Any permutation, with repetitions, comes out as the same list, each finding once."""
    shuffled = [*found, *found]
    random.shuffle(shuffled)
    ordered = in_order(shuffled)
    assert ordered == in_order(found)
    assert len(ordered) == len(set(found))
    assert ordered == sorted(ordered, key=lambda one: (one.path, one.line, one.column, one.rule))


@given(JSON_VALUES)
def test_a_witness_comes_back_as_it_was(value: Any) -> None:
    """The text keeps the value; the order of keys does not matter."""
    one = Finding("a.b", "m", Path("x"), witness=as_witness(value))
    assert one.as_json()["witness"] == value
    if isinstance(value, dict):
        assert as_witness(dict(reversed(value.items()))) == one.witness


def test_a_witness_may_hold_a_time_stamp_but_no_infinity() -> None:
    """YAML has time stamps, which become text; JSON has no infinity."""
    moment = datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)
    assert json.loads(as_witness({"dt": moment})) == {"dt": "2024-05-01 00:00:00+00:00"}
    with pytest.raises(ValueError, match="JSON compliant"):
        as_witness(float("inf"))


def test_a_finding_is_a_constant() -> None:
    """It can stand in sets, and nobody changes it."""
    one = Finding("a.b", "m", Path("x"), witness=as_witness({"x": [1]}))
    assert {one, Finding("a.b", "m", Path("x"), witness='{"x":[1]}')} == {one}
    with pytest.raises(FrozenInstanceError):
        one.line = 3  # type: ignore[misc]


def test_text_edits_make_a_finding_fixable() -> None:
    """A rule that gives edits need not say so twice; other repairs have no edits."""
    edit = TextEdit(Path("x"), 0, 1, "")
    assert Finding("a.b", "m", Path("x"), fix=(edit,)).fixable
    assert Finding("a.b", "m", Path("x"), fixable=True).fix == ()
    assert not Finding("a.b", "m", Path("x")).fixable


def test_the_json_has_the_documented_keys_in_their_order() -> None:
    """Scripts hold on to these keys; what only some reports use is not among them."""
    one = Finding(
        "compatibility.field-removed",
        "the field `x` is gone",
        Path("/w/jsonschema/a/b/1.2.0.yaml"),
        14,
        5,
        pointer="/properties/x",
        hint="bring it back",
        schema="/a/b/1.2.0",
        against="/a/b/1.1.0",
        breaks="readers",
        witness=as_witness({"x": "text"}),
    )
    assert list(one.as_json(Path("/w")).items()) == [
        ("rule", "compatibility.field-removed"),
        ("severity", "error"),
        ("message", "the field `x` is gone"),
        ("hint", "bring it back"),
        ("path", "jsonschema/a/b/1.2.0.yaml"),
        ("line", 14),
        ("column", 5),
        ("pointer", "/properties/x"),
        ("schema", "/a/b/1.2.0"),
        ("stream", None),
        ("against", "/a/b/1.1.0"),
        ("breaks", "readers"),
        ("witness", {"x": "text"}),
        ("fixable", False),
    ]
    extra = {field.name for field in fields(Finding)} - set(one.as_json())
    assert extra == {"end_line", "end_column", "fix"}


def test_a_path_outside_is_shown_in_full() -> None:
    """Only what lies below the root is shortened."""
    assert shown_path(Path("/w/a/b"), Path("/w")) == "a/b"
    assert shown_path(Path("/v/a"), Path("/w")) == "/v/a"
    assert shown_path(Path("a/b"), None) == "a/b"


def test_errors_are_the_worst() -> None:
    """Ranks follow the order in which severities are declared."""
    assert sorted(Severity, key=lambda one: one.rank) == ["error", "warning", "info"]
