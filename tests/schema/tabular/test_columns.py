"""From the type tree to columns, and their names."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.schema.tabular.columns import COORDINATES, columns_of
from evtool.schema.tabular.model import Json, Kind, Member, Scalar, Struct
from evtool.schema.tabular.names import fitting, table_name
from evtool.schema.tabular.union import union

TEXT = Scalar(Kind.STRING)
NAMES = st.text("abAB.-_ é", min_size=1, max_size=6)
LEVEL = st.dictionaries(NAMES, st.just(TEXT), max_size=4)
TREES = st.dictionaries(NAMES, LEVEL | st.just(TEXT), max_size=4).map(
    lambda names: Struct(
        tuple(
            Member(name, inner if inner is TEXT else _struct(inner))
            for name, inner in names.items()
        )
    )
)


def _struct(names: dict[str, Scalar]) -> Struct:
    return Struct(tuple(Member(name, kind) for name, kind in names.items()))


def test_members_are_laid_flat_or_kept_as_json() -> None:
    """Nested names are joined by two underscores; with json they stay in one column."""
    tree = Struct((Member("Http.Request", Struct((Member("status-code", TEXT),))),))
    (flat,) = columns_of(tree, "flatten", 63, ())
    assert (flat.name, flat.path) == ("http_request__status_code", ("Http.Request", "status-code"))
    (whole,) = columns_of(tree, "json", 63, ())
    assert (whole.name, whole.type) == ("http_request", Json())


@settings(deadline=None)
@given(TREES, st.integers(12, 64))
def test_names_differ_and_fit(tree: Struct, limit: int) -> None:
    """No two columns of a table have one name, and none is too long."""
    names = [column.name for column in columns_of(tree, "flatten", limit)]
    assert len(set(names)) == len(names)
    assert all(len(name) <= limit for name in names)


@settings(deadline=None)
@given(TREES, TREES)
def test_a_new_version_never_renames(old: Struct, new: Struct) -> None:
    """Columns that are there keep their names when a version adds others."""
    try:
        both = union(old, new)
    except Exception:  # noqa: BLE001 - some pairs are no versions of one schema
        return
    before = {one.path: one.name for one in columns_of(old, "json", 63)}
    after = {one.path: one.name for one in columns_of(both, "json", 63)}
    assert before.items() <= after.items()


def test_long_names_end_in_a_hash_of_all_of_it() -> None:
    """Two long names that begin alike stay two."""
    one, two = fitting("a" * 70 + "1", 63), fitting("a" * 70 + "2", 63)
    assert one != two
    assert len(one) == len(two) == 63


def test_tables_are_called_after_streams() -> None:
    """Small letters, digits and underscores; each further major has its own table."""
    assert table_name("Page.change-v1", 1, 63) == "page_change_v1"
    assert table_name("1st.stream", 2, 63, "raw_") == "raw__st_stream_v2"


def test_coordinates_come_first() -> None:
    """Every table begins with where its events come from."""
    names = [column.name for column in COORDINATES]
    assert names == ["_topic", "_partition", "_offset", "_meta_id", "_dt", "_schema"]
