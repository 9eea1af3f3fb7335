"""The recursion of the merge: many schemas into one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, Final

from evtool.schema.merge.branches import (
    DOCUMENT_LIMIT,
    PRODUCT_LIMIT,
    merge_products,
    product_size,
)
from evtool.schema.merge.conflict import shown
from evtool.schema.merge.copies import Known, copied
from evtool.schema.merge.equality import distinct
from evtool.schema.merge.failure import (
    ALLOWED,
    Contradiction,
    Excess,
    Holder,
    Impossible,
    Malformed,
)
from evtool.schema.merge.groups import (
    ARRAY_GROUP,
    OBJECT_GROUP,
    Merge,
    merge_array_group,
    merge_named,
    merge_object_group,
)
from evtool.schema.merge.likeness import NotASchema, is_schema, same_keyword, same_schema
from evtool.schema.merge.resolvers import CONTRADICTION, RESOLVERS, NotANumber

MergeGroup = Callable[[Sequence[dict[str, Any]], Merge], dict[str, Any]]

_BRANCHES: Final = frozenset({"oneOf", "anyOf"})
_NAMED: Final = frozenset({"definitions", "dependencies"})
_SINGLE: Final = frozenset({"contains", "propertyNames"})
_GROUPED: Final = frozenset({*OBJECT_GROUP, *ARRAY_GROUP, "allOf"})
_REBUILT: Final = _BRANCHES | _NAMED | _SINGLE | {"not"}
_STRUCTURAL: Final = _REBUILT | _GROUPED
_GROUPS: Final[tuple[tuple[tuple[str, ...], MergeGroup], ...]] = (
    (OBJECT_GROUP, merge_object_group),
    (ARRAY_GROUP, merge_array_group),
)


class Merger:
    """Merges the schemas of one document and counts the branches it makes.

    The recursion follows the nesting of the document, with three frames for a level.
    """

    def __init__(self) -> None:
        self._made = 0

    def root(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The whole document, merged.

        Raises:
            Failure: It cannot be merged.
        """
        members = _unfolded([schema])
        if members is None:
            raise Impossible("allOf", _false_members(schema))
        return _with_emptied(self._combined(members), schema, {})

    def merge(self, schemas: Sequence[Any]) -> Any:
        """One schema that stands for all of `schemas` together.

        A boolean stays one. What is no schema at all becomes `{}` where it stands alone,
        as a misplaced keyword among the properties does with the reference tool.
        """
        if len(schemas) == 1:
            only = schemas[0]
            if not isinstance(only, dict):
                return only if isinstance(only, bool) else {}
            if _STRUCTURAL.isdisjoint(only):
                return copied(only, {})
        elif any(schema is False for schema in schemas):
            return False
        elif all(schema is True for schema in schemas):
            return True
        members = _maps(schemas)
        if any("allOf" in member for member in members):
            # The empty first member is the reference tool's, and shows: what equals an empty
            # schema, such as a lone `additionalProperties: true`, is dropped as its duplicate.
            unfolded = _unfolded(members)
            if unfolded is None:
                return False
            members = [{}, *unfolded]
        return self._combined(members)

    def _branch(self, schema: Any, known: Known) -> Any:
        """A branch that no other is merged into; it keeps its empty keywords.

        The reference tool merges it in place: a value of the same parent that is the same
        object, such as an `if` with the same `$ref`, is then written as an alias of it.
        """
        if not isinstance(schema, dict) or "allOf" in schema:
            return self.merge([schema])
        copy = known.get(id(schema), schema)
        merged = _with_emptied(self._combined([copy]), copy, known)
        place: dict[str, Any] = known.setdefault(id(schema), {})
        place.clear()
        place.update(merged)
        return place

    def _combined(self, members: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The members as one map; their own `allOf` is left out."""
        merged: dict[str, Any] = {}
        known: Known = {}
        alone = len(members) == 1
        for key in dict.fromkeys(chain(*members)):
            if alone and key not in _STRUCTURAL:
                merged[key] = copied(members[0][key], known)
            elif key not in _GROUPED:
                merged.update(self._keyword(key, [m for m in members if key in m], known))
        for keys, merge_group in _GROUPS:
            holders = [(m, (key,)) for m in members for key in keys if key in m]
            if holders:
                try:
                    merged.update(merge_group(_parts(members, keys), self.merge))
                except NotASchema as error:
                    raise Malformed(keys[0], holders, _problem(error)) from error
        return merged

    def _keyword(self, key: str, holders: Sequence[dict[str, Any]], known: Known) -> dict[str, Any]:
        """What the holders together say about one keyword."""
        try:
            values = distinct((h[key] for h in holders), partial(same_keyword, key))
            if len(values) == 1 and key not in _REBUILT:
                return {key: copied(values[0], known)}
            if key == "pattern":  # regular expressions do not combine: all have to match
                return {"allOf": [{"pattern": copied(value, known)} for value in values]}
            if key in _BRANCHES:
                return {key: self._branches(key, values, holders, known)}
            if key in _NAMED:
                return {key: merge_named(values, self.merge)}
            if key in _SINGLE:
                return {key: self.merge(values)}
            return {key: _resolved(key, values, holders, known)}
        except (NotASchema, NotANumber) as error:
            raise Malformed(key, [(h, (key,)) for h in holders], _problem(error)) from error

    def _branches(
        self, key: str, values: list[Any], holders: Sequence[dict[str, Any]], known: Known
    ) -> list[Any]:
        speakers = _speakers(key, values, holders)
        for value, speaker in zip(values, speakers, strict=True):
            if not isinstance(value, list):
                raise Malformed(key, [speaker], f"{shown(value)} is not a list")
        if len(values) == 1:
            return [self._branch(branch, known) for branch in values[0]]
        self._count(key, values, speakers)
        merged = merge_products(values, self.merge)
        if not merged:
            raise Contradiction(key, speakers, values)
        return merged

    def _count(self, key: str, lists: Sequence[Sequence[Any]], speakers: Sequence[Holder]) -> None:
        """Refuse a product of branches that would never end."""
        count = product_size(lists)
        self._made += count
        if count > PRODUCT_LIMIT:
            raise Excess(key, speakers, count, PRODUCT_LIMIT)
        if self._made > DOCUMENT_LIMIT:
            raise Excess(key, speakers, self._made, DOCUMENT_LIMIT)


def _resolved(
    key: str, values: Sequence[Any], holders: Sequence[dict[str, Any]], known: Known
) -> Any:
    resolver = RESOLVERS.get(key)
    result = resolver([copied(value, known) for value in values]) if resolver else CONTRADICTION
    if result is CONTRADICTION:
        raise Contradiction(key, _speakers(key, values, holders), values)
    return result


def _parts(members: Sequence[dict[str, Any]], keys: Sequence[str]) -> Sequence[dict[str, Any]]:
    """What the members say with some keywords; members that say the same count once."""
    if len(members) == 1:
        return members
    return distinct(({key: m[key] for key in keys if key in m} for m in members), same_schema)


def _with_emptied(merged: dict[str, Any], schema: dict[str, Any], known: Known) -> dict[str, Any]:
    """`merged` with the grouped keywords of `schema` that came out empty."""
    for key in (*OBJECT_GROUP, *ARRAY_GROUP):
        if key in schema and key not in merged:
            merged[key] = copied(schema[key], known)
    return merged


def _unfolded(schemas: Iterable[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The schemas and all members of their `allOf`; None where one of these is `false`."""
    members = list(chain.from_iterable(map(_flattened, schemas)))
    return None if any(member is False for member in members) else _maps(members)


def _flattened(schema: dict[str, Any]) -> list[Any]:
    """The schema and all members of its `allOf`, depth first; each keeps its own `allOf`."""
    members: list[Any] = [schema]
    if "allOf" not in schema:
        return members
    if not isinstance(schema["allOf"], list):
        problem = f"{shown(schema['allOf'])} is not a list"
        raise Malformed("allOf", [(schema, ("allOf",))], problem)
    for position, member in enumerate(schema["allOf"]):
        if not is_schema(member):
            holder = (schema, ("allOf", str(position)))
            hint = f"write `$ref: {member}`" if isinstance(member, str) else ALLOWED
            raise Malformed("allOf", [holder], f"{shown(member)} is not a schema", hint)
        members += _flattened(member) if isinstance(member, dict) else [member]
    return members


def _false_members(schema: dict[str, Any]) -> Iterator[Holder]:
    """The places of `false` among all members of an `allOf`."""
    for position, member in enumerate(schema.get("allOf", ())):
        if member is False:
            yield schema, ("allOf", str(position))
        elif isinstance(member, dict):
            yield from _false_members(member)


def _maps(schemas: Iterable[Any]) -> list[dict[str, Any]]:
    return [schema for schema in schemas if isinstance(schema, dict)]


def _speakers(key: str, values: Sequence[Any], holders: Sequence[dict[str, Any]]) -> list[Holder]:
    """For each value the first holder that has it."""
    return [(next(h for h in holders if h[key] is value), (key,)) for value in values]


def _problem(error: NotASchema | NotANumber) -> str:
    kind = "a schema" if isinstance(error, NotASchema) else "a finite number"
    return f"{shown(error.value)} is not {kind}"
