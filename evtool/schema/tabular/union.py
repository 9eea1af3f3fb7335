"""Several versions of one schema as one tree: versions add, and take nothing away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from evtool.errors import SchemaError
from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Scalar, Struct, Type

_WIDER = {Kind.STRING: {Kind.TIMESTAMP, Kind.DATE}, Kind.NUMBER: {Kind.INTEGER}}


class NotAdditive(SchemaError):
    """A later version does not fit the columns of those before it."""

    def __init__(self, path: str, old: Type, new: Type) -> None:
        self.path, self.old, self.new = path, old, new
        super().__init__(
            f"{path} was {old} and is {new}",
            hint="a change of type needs a new major version, which gets a table of its own",
        )


def union_of(trees: Iterable[Struct]) -> Struct:
    """The union of the trees of versions, the oldest first.

    Raises:
        NotAdditive: A version changes a type.
    """
    return reduce(union, trees)


def union(old: Struct, new: Struct) -> Struct:
    """A tree with all that an older has, in its order, then what a newer one adds.

    Raises:
        NotAdditive: The newer one changes a type.
    """
    return _structs(old, new, "")


def _structs(old: Struct, new: Struct, at: str) -> Struct:
    later = {member.name: member for member in new.members}
    kept = []
    for member in old.members:
        other = later.pop(member.name, None)
        if other is not None:
            path = f"{at}.{member.name}" if at else member.name
            both = _types(member.type, other.type, path)
            member = replace(member, type=both, description=other.description)  # noqa: PLW2901
        kept.append(member)
    return Struct((*kept, *later.values()))


def _types(old: Type, new: Type, at: str) -> Type:
    match old, new:
        case (Json(), _):
            return old
        case (Scalar(), Scalar()) if old.kind == new.kind:
            return _scalars(old, new)
        case (Scalar(), Scalar()) if new.kind in _WIDER.get(old.kind, ()):
            return Scalar(old.kind)
        case (Struct(), Struct()):
            return _structs(old, new, at)
        case (ListOf(), ListOf()):
            return ListOf(_types(old.item, new.item, f"{at}[]"))
        case (MapOf(), MapOf()):
            return MapOf(_types(old.value, new.value, f"{at}{{}}"))
    raise NotAdditive(at, old, new)


def _scalars(old: Scalar, new: Scalar) -> Scalar:
    """Both: a bound holds only where both have one."""
    words = tuple(dict.fromkeys((*old.enum, *new.enum))) if old.enum and new.enum else ()
    both = old.max_length is not None and new.max_length is not None
    longest = max(old.max_length or 0, new.max_length or 0) if both else None
    return Scalar(old.kind, words, longest)
