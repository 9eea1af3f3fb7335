"""Why there is no example: a reason without a place, and the error that has one.

The makers of values know what is wrong but not where they stand, so they raise a
`Refusal`; the walk over the schema knows where it is and turns it into `CannotGenerate`.
"""

from __future__ import annotations

from typing import Any

from evtool.errors import SchemaError
from evtool.schema.pointer import format_pointer

BY_HAND = "write an example under `examples:` by hand"
"""The repair that always works: nothing is generated for a schema that has an example."""


class Refusal(Exception):
    """A part of a schema has no example; `message` says why, `hint` what repairs it."""

    def __init__(self, message: str, hint: str = BY_HAND) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CannotGenerate(SchemaError):
    """No example can be generated for a schema; `pointer` (RFC 6901) is the part at fault."""

    def __init__(self, reason: str, *, pointer: str, hint: str) -> None:
        self.pointer = pointer
        self.reason = reason
        where = f"the schema at {pointer}" if pointer else "the schema"
        super().__init__(f"no example can be generated for {where}: {reason}", hint=hint)


def pointer_along(schema: Any, path: tuple[str | int, ...]) -> str:
    """The RFC 6901 pointer of the last part of `path` that stands in `schema`.

    `path` is the way of the walk: the members of an object are under `properties`
    whatever describes them, the elements of a list under `items` and a number. Parts
    that only exist in a merge of several schemas have no pointer; their parent has.
    """
    names: list[str | int] = []
    at, steps = schema, iter(path)
    for step in steps:
        name = _name_in(at, step)
        if name is None:
            break
        names.append(name)
        at = at[name]
        if name == "additionalProperties" or (name == "items" and isinstance(at, dict)):
            next(steps, None)  # the generated name, or the number of the element
    return format_pointer(names)


def _name_in(at: Any, step: str | int) -> str | int | None:
    if isinstance(at, list):
        return step if isinstance(step, int) and step < len(at) else None
    if not isinstance(at, dict):
        return None
    if step == "properties" and step not in at and "additionalProperties" in at:
        return "additionalProperties"
    return step if step in at else None
