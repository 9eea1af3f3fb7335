"""Schemas as objects that can be compared: two that say the same are often one object.

A `Literal` is the claim that a value is an instance of a schema, or that it is none.
"""

from __future__ import annotations

import marshal
from collections.abc import Hashable
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final

from evtool.schema.compatibility.reading.formula import (
    FALSE,
    TRUE,
    Every,
    Exclusive,
    Formula,
    Some,
    every,
    exclusive,
    opposite,
    some,
)
from evtool.schema.compatibility.reading.problem import UnreadableSchema
from evtool.schema.compatibility.reading.references import References, base_of
from evtool.schema.compatibility.reading.values import Kind

_MARSHAL_VERSION: Final = 2  # the last one that writes equal values as equal bytes

_MOST_PARTS: Final = 1_000_000


class Document:
    """One whole schema, in which references lead from place to place."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.references = References(root)


class Literal(Formula):
    """That a value is an instance of a schema, or (where not `positive`) that it is none."""

    __slots__ = ("_forms", "opposite", "order", "positive", "schema")

    opposite: Literal
    order: int
    """Claims are looked at in the order in which their schemas were met."""

    def __init__(self, schema: Schema, *, positive: bool) -> None:
        self.schema = schema
        self.positive = positive
        self._forms: dict[Kind, Formula] = {}

    def expand(self, kind: Kind) -> Formula:
        """What the claim says about values of one kind.

        Raises:
            UnreadableSchema: The schema cannot be understood.
        """
        if kind not in self._forms:
            if self.positive:
                self._forms[kind] = _folded(self.schema.formula(kind), kind)
            else:
                self._forms[kind] = opposite(self.opposite.expand(kind))
        return self._forms[kind]

    def __repr__(self) -> str:
        """The schema, with a mark where it is denied."""
        return f"{'' if self.positive else 'not '}{self.schema.raw!r}"


class Schema:
    """One schema at one place of a document.

    `base` is what references in it are relative to, `weight` how many schemas a validator looks at
    for one value. It is `merged` where it stands for all schemas with the same content.
    """

    __slots__ = ("base", "document", "fails", "holds", "merged", "pool", "raw", "weight")

    def __init__(self, pool: Pool, document: Document, raw: Any, base: str, number: int) -> None:
        self.pool = pool
        self.document = document
        self.raw = raw
        self.base = base
        self.weight = 1
        self.merged = False
        self.holds = Literal(self, positive=True)
        self.fails = Literal(self, positive=False)
        self.holds.opposite, self.fails.opposite = self.fails, self.holds
        self.holds.order, self.fails.order = 2 * number, 2 * number + 1

    def formula(self, kind: Kind) -> Formula:
        """What the keywords say about values of one kind."""
        from evtool.schema.compatibility.reading.keywords import read_schema

        if isinstance(self.raw, bool):
            return TRUE if self.raw else FALSE
        if not isinstance(self.raw, dict):
            raise UnreadableSchema(f"a schema is an object or a boolean, not {self.raw!r:.60}")
        return read_schema(self, kind)

    def inner(self, raw: Any) -> Schema:
        """A schema that is written inside of this one."""
        return self.pool.schema(self.document, raw, self.base)

    def target(self) -> Schema:
        """The schema that `$ref` leads to."""
        raw, base = self.document.references.target(self.raw["$ref"], self.base)
        return self.pool.schema(self.document, raw, base, known_base=True)


def _folded(formula: Formula, kind: Kind) -> Formula:
    """A formula without claims that say nothing, or cannot be, about values of the kind."""
    if isinstance(formula, Every):
        return every(_folded(part, kind) for part in formula.parts)
    if isinstance(formula, Exclusive):
        return exclusive([_folded(part, kind) for part in formula.options])
    if isinstance(formula, Some):
        return some(_folded(part, kind) for part in formula.parts)
    if isinstance(formula, Literal):
        form = formula.expand(kind)
        return form if form is TRUE or form is FALSE else formula
    return formula


class Pool:
    """All schemas of one comparison; with `merging`, equal ones become one object."""

    def __init__(self, *, merging: bool = True) -> None:
        self._merging = merging
        self._schemas: dict[Hashable, Schema] = {}
        self._nowhere = Document(True)  # noqa: FBT003 - the schema that says nothing
        self._met: dict[int, Schema] = {}
        self._kept: list[Any] = []
        """What `_met` knows by its address must stay there."""
        self._left = _MOST_PARTS

    @property
    def size(self) -> int:
        """How many schemas there are."""
        return len(self._schemas)

    def take(self, parts: int) -> None:
        """Count the parts of a formula that is longer than its schema.

        Raises:
            UnreadableSchema: All schemas together would fill the memory.
        """
        self._left -= parts
        if self._left < 0:
            raise UnreadableSchema("the combinations in oneOf are too many")

    def root(self, document: Document) -> Schema:
        """The schema that a document is."""
        return self.schema(document, document.root, "")

    def schema(
        self, document: Document, raw: Any, base: str, *, known_base: bool = False
    ) -> Schema:
        """The schema with this content; without references in it, the same in any document."""
        if raw == {} and isinstance(raw, dict):
            raw = True
        met = self._met.get(id(raw))
        if met is not None:
            return met
        key = self._content_key(raw) if self._merging else None
        merged = key is not None
        if key is None:
            base = base if known_base else base_of(raw, base)
            key = id(document), id(raw), base
        found = self._schemas.get(key)
        if found is None:
            found = self._schemas[key] = Schema(self, document, raw, base, len(self._schemas))
            found.merged = merged
        if merged:
            self._met[id(raw)] = found
            self._kept.append(raw)
        return found

    @staticmethod
    def _content_key(raw: Any) -> Hashable | None:
        """A key that equal schemas have, None where references may mean something else."""
        text = marshal.dumps(raw, _MARSHAL_VERSION)
        return None if b"$ref" in text else blake2b(text, digest_size=16).digest()

    def const(self, value: Any) -> Schema:
        """The schema that only this value is an instance of."""
        return self.schema(self._nowhere, {"const": value}, "")

    @cached_property
    def anything(self) -> Literal:
        """The claim that holds for each value."""
        return self.schema(self._nowhere, True, "").holds  # noqa: FBT003 - a schema
