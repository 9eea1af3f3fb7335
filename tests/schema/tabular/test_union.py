"""Several versions as one tree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Member, Scalar, Struct, Type
from evtool.schema.tabular.union import NotAdditive, union

KINDS: st.SearchStrategy[Type] = st.builds(Scalar, st.sampled_from(Kind)) | st.builds(Json)
TYPES = st.recursive(
    KINDS,
    lambda inner: (
        st.builds(ListOf, inner)
        | st.builds(MapOf, inner)
        | st.dictionaries(st.sampled_from("abc"), inner, min_size=1).map(
            lambda named: Struct(tuple(Member(name, kind) for name, kind in named.items()))
        )
    ),
    max_leaves=6,
)
TREES = st.dictionaries(st.sampled_from("abcd"), TYPES).map(
    lambda named: Struct(tuple(Member(name, kind) for name, kind in named.items()))
)


@settings(deadline=None)
@given(TREES)
def test_a_tree_with_itself_is_itself(tree: Struct) -> None:
    """Nothing is added to what is there."""
    assert union(tree, tree) == tree


@settings(deadline=None)
@given(TREES, TREES)
def test_a_union_has_all_of_both_and_is_stable(old: Struct, new: Struct) -> None:
    """Old members stay first; to add the same again changes nothing."""
    try:
        both = union(old, new)
    except NotAdditive:
        return
    assert [one.name for one in both.members][: len(old.members)] == [
        one.name for one in old.members
    ]
    assert {one.name for one in new.members} <= {one.name for one in both.members}
    assert union(both, new) == both


def test_a_change_of_type_names_the_field() -> None:
    """What a minor version must not do."""
    old = Struct((Member("a", Struct((Member("b", Scalar(Kind.INTEGER)),))),))
    new = Struct((Member("a", Struct((Member("b", Scalar(Kind.STRING)),))),))
    with pytest.raises(NotAdditive, match=r"a\.b was integer and is string"):
        union(old, new)


def test_integers_fit_numbers_and_not_the_other_way() -> None:
    """A table of doubles takes integers; one of integers takes no doubles."""
    number = Struct((Member("a", Scalar(Kind.NUMBER)),))
    integer = Struct((Member("a", Scalar(Kind.INTEGER)),))
    assert union(number, integer) == number
    with pytest.raises(NotAdditive):
        union(integer, number)
