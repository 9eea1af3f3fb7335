"""SQLite: integers, doubles and texts; all else is JSON text."""

from __future__ import annotations

from evtool.schema.tabular.convert import Convert, default_leaf
from evtool.schema.tabular.dialect.dialect import Dialect, only_scalars
from evtool.schema.tabular.model import Json, Kind, Scalar, Type
from evtool.schema.tabular.values import to_utc_text

_TYPES = {Kind.BOOLEAN: "INTEGER", Kind.INTEGER: "INTEGER", Kind.NUMBER: "REAL"}


def _type(kind: Type) -> str:
    return _TYPES.get(kind.kind, "TEXT") if isinstance(kind, Scalar) else "TEXT"


def _leaf(kind: Scalar | Json) -> Convert:
    """Moments are texts in UTC, which SQLite's functions read."""
    if isinstance(kind, Scalar) and kind.kind is Kind.TIMESTAMP:
        return to_utc_text
    return default_leaf(kind)


SQLITE = Dialect(
    "sqlite",
    limit=200,
    stored=only_scalars,
    type_of=_type,
    fits={
        "integer": frozenset({"", "any"}),
        "real": frozenset({"", "any"}),
        "text": frozenset({"", "any"}),
    },
    leaf=_leaf,
    aliases={"bigint": "integer", "int": "integer", "boolean": "integer", "double": "real"},
)
