"""Statements and types of each store."""

from __future__ import annotations

import pytest

from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.dialect.arrow import arrow_schema
from evtool.schema.tabular.dialect.dialect import Dialect
from evtool.schema.tabular.dialect.duckdb import DUCKDB
from evtool.schema.tabular.dialect.mysql import MYSQL
from evtool.schema.tabular.dialect.postgres import POSTGRES
from evtool.schema.tabular.dialect.sqlite import SQLITE
from evtool.schema.tabular.difference import difference
from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Member, Scalar, Struct, Type

TEXT = Scalar(Kind.STRING)
TYPES: dict[str, Type] = {
    "boolean": Scalar(Kind.BOOLEAN),
    "integer": Scalar(Kind.INTEGER),
    "number": Scalar(Kind.NUMBER),
    "text": TEXT,
    "short": Scalar(Kind.STRING, max_length=40),
    "moment": Scalar(Kind.TIMESTAMP),
    "list": ListOf(TEXT),
    "map": MapOf(TEXT),
    "objects": ListOf(Struct((Member("a", TEXT),))),
    "json": Json(),
}
WRITTEN = {
    SQLITE: "INTEGER INTEGER REAL TEXT TEXT TEXT TEXT TEXT TEXT TEXT",
    DUCKDB: "BOOLEAN BIGINT DOUBLE VARCHAR VARCHAR TIMESTAMP_WITH_TIME_ZONE VARCHAR[]"
    " MAP(VARCHAR,_VARCHAR) JSON JSON",
    POSTGRES: "boolean bigint double_precision text text timestamp_with_time_zone text[]"
    " jsonb jsonb jsonb",
    MYSQL: "tinyint(1) bigint double text varchar(40) datetime(6) json json json json",
}


@pytest.mark.parametrize("dialect", WRITTEN, ids=lambda one: one.name)
def test_types(dialect: Dialect) -> None:
    """Every node has a type in every store."""
    found = [dialect.type_of(dialect.stored(kind)).replace(" ", "_") for kind in TYPES.values()]
    assert found == WRITTEN[dialect].split()


@pytest.mark.parametrize("dialect", WRITTEN, ids=lambda one: one.name)
def test_a_table_as_it_is_made_lacks_nothing(dialect: Dialect) -> None:
    """Types that we write are types that we accept."""
    columns = [Column(name, dialect.stored(kind), (name,)) for name, kind in TYPES.items()]
    have = {one.name: dialect.type_of(one.type) for one in columns}
    found = difference(have, columns, dialect)
    assert (found.add, found.widen, found.misfits) == ((), (), ())


def test_a_narrower_column_is_refused() -> None:
    """Both types are in the sentence."""
    (misfit,) = difference(
        {"a": "integer"}, [Column("a", Scalar(Kind.INTEGER), ("a",))], POSTGRES
    ).misfits
    assert str(misfit) == "the column a is integer, and must be bigint"


def test_a_short_text_is_made_longer() -> None:
    """A version may raise maxLength: that takes nothing away."""
    column = Column("a", Scalar(Kind.STRING, max_length=40), ("a",))
    assert difference({"a": "varchar(20)"}, [column], MYSQL).widen == (column,)
    assert not difference({"a": "varchar(50)"}, [column], MYSQL).widen
    assert MYSQL.widen("t", column) == "ALTER TABLE `t` MODIFY COLUMN `a` varchar(40)"


def test_names_are_quoted_whatever_they_are() -> None:
    """Reserved words and quotes do no harm."""
    assert POSTGRES.quote('sel"ect') == '"sel""ect"'
    assert MYSQL.quote("a`b") == "`a``b`"
    column = Column("select", TEXT, ("select",), "It's \\ a word")
    assert MYSQL.add("order", column) == (
        "ALTER TABLE `order` ADD COLUMN `select` text COMMENT 'It''s \\\\ a word'"
    )


def test_arrow_keeps_what_is_nested() -> None:
    """Structs, lists and maps are Arrow's own; an enum is a dictionary."""
    enum = Column("kind", Scalar(Kind.STRING, ("a", "b")), ("kind",), "What it is.")
    schema = arrow_schema([*(Column(name, kind, (name,)) for name, kind in TYPES.items()), enum])
    assert str(schema.field("objects").type) == "list<element: struct<a: string>>".replace(
        "element", schema.field("objects").type.value_field.name
    )
    assert str(schema.field("moment").type) == "timestamp[us, tz=UTC]"
    assert str(schema.field("kind").type).startswith("dictionary<values=string")
    assert schema.field("kind").metadata == {b"description": b"What it is."}
