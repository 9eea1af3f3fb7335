"""Values and the ways to them become YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evtool.configuration.flow import flow
from evtool.configuration.listing import Line, render, yaml_of
from evtool.configuration.setting import Origin, Setting
from evtool.document import parse_document
from evtool.errors import Place

Tokens = tuple[str | int, ...]


def leaves(value: Any, tokens: Tokens = ()) -> list[tuple[Tokens, Any]]:
    """The ways to the values of a nested structure; empty ones count as values."""
    if not value or not isinstance(value, dict | list):
        return [(tokens, value)]
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for token, item in parts for leaf in leaves(item, (*tokens, token))]


def test_comments_stand_above_and_beside() -> None:
    """Comments keep the indentation of their entry; a list item's stand above its dash."""
    lines = [
        Line(("version",), "1", beside="first"),
        Line(("repositories", 0, "name"), "a", ("why a", "really")),
        Line(("repositories", 0, "path"), "b"),
        Line(("repositories", 1, "name"), "c"),
        Line(("check", "ignore", "rule"), "&anchor", ("about the rule",)),
        Line(("check", "ignore", "rule", 0), "/x/.*", ("about x",)),
        Line(("check", "ignore", "other"), "*anchor"),
    ]
    assert list(render(lines)) == [
        "version: 1  # first",
        "repositories:",
        "  # why a",
        "  # really",
        "  - name: a",
        "    path: b",
        "  - name: c",
        "check:",
        "  ignore:",
        "    # about the rule",
        "    rule: &anchor",
        "      # about x",
        "      - /x/.*",
        "    other: *anchor",
    ]


def test_origins_are_comments() -> None:
    """The effective configuration reads as YAML with the origin of each value."""
    place = Origin("file", Place(Path("/shop/evtool.yaml"), 3))
    settings = [Setting(("log",), "sqlite:a.db", place), Setting(("dev", "port"), 1)]
    assert list(yaml_of(settings, Path("/shop"))) == [
        "log: sqlite:a.db  # evtool.yaml:3",
        "dev:",
        "  port: 1  # default",
    ]


_KEY = st.sampled_from(["a", "b", "c", "1"])
_TREE = st.dictionaries(
    _KEY,
    st.recursive(
        st.integers(0, 9),
        lambda inner: (
            st.dictionaries(_KEY, inner, max_size=3)
            | st.lists(st.dictionaries(_KEY, inner, min_size=1, max_size=2), max_size=3)
        ),
        max_leaves=10,
    ),
    min_size=1,
)


@given(_TREE)
def test_reading_gives_the_structure_back(tree: dict[str, Any]) -> None:
    """Maps, lists of maps, and values at any depth keep their places."""
    lines = [Line(tokens, flow(value)) for tokens, value in leaves(tree)]
    text = "\n".join(render(lines))
    assert parse_document(text.encode(), Path("a.yaml")).value == tree
