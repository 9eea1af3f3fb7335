"""Where settings are from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evtool.streams.build import build
from evtool.streams.config import MergeLists
from evtool.streams.configuration import Configuration, Options
from evtool.streams.origin import effective

Configure = Callable[..., Configuration]

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
    ),
    max_leaves=6,
)
MAPS = st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, max_size=3)


def test_each_setting_has_its_layer(configure: Configure) -> None:
    """Defaults, entries, regexes and environments are told apart."""
    made = configure(
        """
defaults: {a: 1, b: {c: 1, d: 1}}
streams:
  one: {b: {d: 2}, n: 1}
  /^r/: {n: 2}
overrides:
  defaults: {+x: {a: 3}}
  streams: {+x: {one: {n: 9}}}
""",
        environments=("x",),
    )
    found = {
        one.pointer: (one.value, one.origin, one.layer.tokens if one.layer else None)
        for one in effective(made.entries["one"], made)
    }
    assert found == {
        "/a": (3, "default +x", ("overrides", "defaults", "+x")),
        "/b/c": (1, "default", ("defaults",)),
        "/b/d": (2, "entry", ("streams", "one")),
        "/n": (9, "entry +x", ("overrides", "streams", "+x", "one")),
        "/stream": ("one", "name", None),
    }
    regex = {one.pointer: one.origin for one in effective(made.entries["/^r/"], made)}
    assert regex["/n"] == "regex"


@pytest.mark.parametrize("how", get_args(MergeLists))
@given(MAPS, MAPS, MAPS)
def test_the_layer_says_the_value(
    how: MergeLists, defaults: dict[str, Any], entry: dict[str, Any], more: dict[str, Any]
) -> None:
    """What a layer is named for stands in it, whatever was merged; only the name is from none."""
    text = yaml.safe_dump(
        {
            "defaults": defaults,
            "streams": {"s": entry},
            "overrides": {"streams": {"+x": {"s": more}}},
        }
    )
    made = build([_file(text)], Options(how, ("x",)))
    for one in effective(made.entries["s"], made):
        if one.layer is None:
            assert one.pointer == "/stream"
            continue
        value: Any = one.layer.value
        for token in one.tokens:
            value = value[int(token)] if isinstance(value, list) else value[token]
        assert value == one.value or (one.value == {} and isinstance(value, dict))


def _file(text: str) -> Any:
    from pathlib import Path

    from evtool.document import parse_document
    from evtool.streams.file import read_stream_file

    return read_stream_file(parse_document(text.encode(), Path("s.yaml")))
