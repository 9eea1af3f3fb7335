"""Templates, versions, and what is shown of secrets."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sinks import event, record

from evtool.config import setting
from evtool.connectors.batch import Delivery
from evtool.connectors.catalog import TYPES, load_type
from evtool.connectors.secrets import Secretive, without_user
from evtool.connectors.sink import RecordFailure
from evtool.connectors.template import Template, field_value
from evtool.connectors.version import version_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("{topic}:{partition}:{offset}", "shop.order:3:7"),
        ("{stream}/{meta.id}", "shop.order/id-7"),
        ("{key}{number}{yes}", "k7true"),
    ],
)
def test_places_are_filled(text: str, expected: str) -> None:
    """From the record and from its event."""
    one = Delivery(record(7, event(7, yes=True), partition=3, key=b"k"))
    template = Template(text)
    assert [template.fill(one), template.fill(one)] == [expected] * 2


@pytest.mark.parametrize("text", ["{key}", "{meta}", "{meta.id.more}", "{no}"])
def test_what_is_missing_fails_the_record(text: str) -> None:
    """A map is no text either."""
    with pytest.raises(RecordFailure, match="the record has"):
        Template(text).fill(Delivery(record(0)))


def test_paths_are_those_of_fields() -> None:
    """So that they can be checked against schemas."""
    assert Template("{topic}{meta.id}{$schema}").paths == ("meta.id", "$schema")


@given(st.dictionaries(st.text(), st.integers()), st.text())
def test_a_path_never_fails(value: Any, path: str) -> None:
    """It is there or it is not."""
    assert field_value(value, path, "none") in ("none", value, *value.values())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        ("1970-01-01T00:00:01Z", 1_000_000),
        ("1970-01-01T01:00:00.000001+01:00", 1),
        ("1970-01-01", 0),
        ("soon", None), (1.5, None), (-1, None), (2**60, None), (True, None), ([], None),
    ],
)  # fmt: skip
def test_versions_are_whole_numbers(value: Any, expected: int | None) -> None:
    """Date-times count in microseconds, whatever their zone."""
    one = Delivery(record(0, {"at": value}))
    if expected is None:
        with pytest.raises(RecordFailure, match="at is no version"):
            version_of(one, "at")
    else:
        assert version_of(one, "at") == expected


@dataclass(frozen=True, slots=True, repr=False)
class _Config(Secretive):
    url: str = setting(help="Where.")
    word: str | None = setting(None, help="Secret.", secret=True)


def test_secrets_are_not_shown() -> None:
    """Neither those marked so, nor logins in URLs."""
    shown = repr(_Config("redis://ada:hunter2@there/0", "sesame"))
    assert shown == "_Config(url='redis://***@there/0', word=***)"
    assert without_user("http://there/a@b") == "http://there/a@b"


@pytest.mark.parametrize("name", [name for name, one in TYPES.items() if one.direction == "sink"])
def test_a_second_parameter_of_a_sink_is_its_context(name: str) -> None:
    """The runner gives it nothing else."""
    parameters = list(inspect.signature(load_type(name)).parameters)
    assert parameters[1:2] in ([], ["context"])
