"""What patterns of `$id`s mean."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.rules.policy.patterns import is_whole, reach

IDS = [
    "/page/change/1.0.0",
    "/page/change/1.1.0",
    "/page/change_tag/1.0.0",
    "/shop/page/change/1.0.0",
    "/shop/order/1.0.0",
    "/legacy/a/1.0.0",
    "/legacy/b/1.0.0",
]


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("/page/change/1.0.0", {"/page/change/1.0.0"}),
        ("/page/change/.*", {"/page/change/1.0.0", "/page/change/1.1.0"}),
        ("/legacy/.*", {"/legacy/a/1.0.0", "/legacy/b/1.0.0"}),
        ("shop/order/.*", {"/shop/order/1.0.0"}),
        ("order/1", {"/shop/order/1.0.0"}),
        ("/legacy/(a|b)/.*", {"/legacy/a/1.0.0", "/legacy/b/1.0.0"}),
        ("/nothing/.*", set()),
    ],
)
def test_meant(pattern: str, meant: set[str]) -> None:
    """The whole `$id`; a part of it where only one title can be meant."""
    found = reach(pattern, IDS)
    assert found.meant == meant
    assert found.spilled == ()


@pytest.mark.parametrize(
    ("pattern", "spilled"),
    [
        ("page/change/1.0.0", {"/shop/page/change/1.0.0"}),
        ("/page/change.*", {"/page/change_tag/1.0.0"}),
        ("1.0.0", {one for one in IDS if one.endswith("1.0.0")}),
        (".*", set(IDS)),
        ("/.*/1.1.0|/shop/.*", {"/page/change/1.1.0", "/shop/page/change/1.0.0", IDS[4]}),
    ],
)
def test_spilled(pattern: str, spilled: set[str]) -> None:
    """What belongs to titles that the pattern cannot have meant."""
    assert set(reach(pattern, IDS).spilled) == spilled


def test_other_ids_are_matched_as_a_whole() -> None:
    """A schema that no file name tells of, such as one that is not materialized yet."""
    assert is_whole("shop/sale/.*", "/shop/sale/1.0.0")
    assert not is_whole("sale/.*", "/shop/sale/1.0.0")
    assert not is_whole("a|/shop", "/shop/sale/1.0.0")


@given(st.lists(st.sampled_from(["a", "b", "ab", ".*", "/", "1.0.0", "(a|b)"]), max_size=6))
def test_what_is_meant_is_matched(parts: list[str]) -> None:
    """Nothing is meant that the reference tool would not match too."""
    ids = ["/a/1.0.0", "/ab/1.0.0", "/a/b/1.0.0", "/b/1.1.0"]
    found = reach("".join(parts), ids)
    pattern = "".join(parts)
    assert {*found.meant, *found.spilled} <= {one for one in ids if re.search(pattern, one)}
