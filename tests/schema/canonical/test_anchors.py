"""Shared containers, against what the reference tool writes for them."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.canonical import dump_yaml, with_anchors


def test_shared_containers_are_named() -> None:
    """The first place in writing order has the anchor, the others have aliases."""
    meta = {"stream": "s", "dt": "d"}
    assert dump_yaml(with_anchors({"z": meta, "a": [meta, meta], "b": meta})) == (
        "a:\n  - &ref_0\n    dt: d\n    stream: s\n  - *ref_0\nb: *ref_0\nz: *ref_0\n"
    )


def test_numbers_follow_the_second_meeting() -> None:
    """Names are numbered in the order in which a container is met again in the source."""
    one, two = [1], [2]
    assert dump_yaml(with_anchors([one, two, two, one])) == (
        "- &ref_1\n  - 1\n- &ref_0\n  - 2\n- *ref_0\n- *ref_1\n"
    )


def test_anchors_within_anchors() -> None:
    """A shared container may hold another, and an empty one stands on the same line."""
    inner: dict[str, Any] = {}
    outer = {"a": inner, "k" * 1025: [inner]}
    assert dump_yaml(with_anchors([outer, outer])) == (
        "- &ref_1\n  a: &ref_0 {}\n  ? " + "k" * 1025 + "\n  : - *ref_0\n- *ref_1\n"
    )


def test_equal_containers_are_not_shared() -> None:
    """What is equal but not the same is written out, and the value is returned itself."""
    value: list[dict[str, Any]] = [{"a": []}, {"a": []}]
    assert with_anchors(value) is value


def test_the_deepest_document() -> None:
    """A document as deep as can be loaded is marked and written."""
    value: Any = ["end"]
    for _ in range(99):
        value = {"a": [value]}
    assert dump_yaml(with_anchors([value, value])).endswith("- *ref_0\n")


@given(data=st.data())
def test_what_is_written_reads_back(
    data: st.DataObject, json_values: st.SearchStrategy[Any], read_yaml: Callable[[str], Any]
) -> None:
    """A document with shared containers survives writing and reading."""
    part, other = data.draw(json_values), data.draw(json_values)
    value = {"b": [part, other, {"c": part}], "a": part, "title": [other]}
    assert read_yaml(dump_yaml(with_anchors(value))) == value
