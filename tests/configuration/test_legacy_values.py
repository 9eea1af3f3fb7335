"""What the old configuration says, by its new names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.configuration.legacy_values import base_name, entry_name, stands
from evtool.repository_entry import NAME


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("https://schema.example.org/repositories/primary/jsonschema/", "primary"),
        ("../secondary/jsonschema", "secondary"),
        ("file:///srv/team schemas/", "team-schemas"),
        ("./jsonschema/", "base"),
        ("https://example.org/", "example.org"),
    ],
)
def test_bases_get_a_telling_name(uri: str, name: str) -> None:
    """The last part of the address that is not a word like `jsonschema`."""
    assert base_name(uri) == name


@given(st.text(max_size=20))
def test_any_text_becomes_a_name(text: str) -> None:
    """Names are legal whatever the folder or the address is called."""
    assert NAME.fullmatch(entry_name(text))
    assert NAME.fullmatch(base_name(text))


def test_legal_names_stay() -> None:
    """A folder's name is the repository's where it can be."""
    assert entry_name("mediawiki-event_schemas.2") == "mediawiki-event_schemas.2"


def test_ways_stand_or_do_not() -> None:
    """A way that leaves the document does not stand, wherever it leaves it."""
    value = {"a": [{"b": None}], "c": "text"}
    assert stands(value, ("a", 0, "b"))
    assert not stands(value, ("a", 1))
    assert not stands(value, ("c", "d"))
    assert not stands(None, ("a",))
