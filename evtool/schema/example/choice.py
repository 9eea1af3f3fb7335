"""`oneOf` and `anyOf`: which branch an example takes, and what that makes of the schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evtool.schema.example import chance
from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import number, text, truthy
from evtool.schema.example.merging import Schema, merge, without
from evtool.schema.example.tally import Tally

KEY = "thunk"
"""Where a resolved schema keeps its `Choice`: a name that merges carry along, as there."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A schema whose value waits for the choice of a branch."""

    schema: Schema
    branches: list[Any]
    tally: Tally

    def choose(self, beside: Any) -> Schema:
        """The schema with the chosen branch laid over it.

        What only the other branches require is removed: from its properties, and from
        the `properties` of `beside`, which is what has been made of the parent so far.
        """
        chosen = chance.pick(self.branches)
        if not isinstance(chosen, dict | bool):
            raise Refusal(
                "its `oneOf` or `anyOf` has no schema to choose", "list at least one schema in it"
            )
        self.tally.choices += 1
        copy = without(self.schema, ("anyOf", "oneOf"))
        self.tally.spend(len(self.schema))
        if isinstance(chosen, dict):
            self.tally.spend(merge(copy, chosen))
        for branch in self.branches:
            if branch is not chosen and isinstance(branch, dict):
                _forget(branch.get("required"), copy, beside)
        return copy


def choice_in(schema: Any) -> Choice | None:
    """The choice that a resolved schema consists of, if it is one."""
    waiting = schema.get(KEY) if isinstance(schema, dict) else None
    return waiting if isinstance(waiting, Choice) else None


def branches_of(schema: Schema) -> list[Any] | None:
    """The branches of `oneOf`, or else of `anyOf`."""
    one_of = schema.get("oneOf")
    branches = one_of if truthy(one_of) else schema.get("anyOf")
    return branches if isinstance(branches, list) else None


def narrow_enum(schema: Schema, branches: list[Any], tally: Tally) -> None:
    """Drop the values of `enum` that the bounds of every branch of `oneOf` admit."""
    enum = schema.get("enum")
    if isinstance(enum, list) and truthy(schema.get("oneOf")):
        tally.spend(len(enum) * len(branches))
        schema["enum"] = [
            value for value in enum if not all(_is_within(value, branch) for branch in branches)
        ]
        tally.rewrites += len(schema["enum"]) < len(enum)


def _is_within(value: Any, branch: Any) -> bool:
    if not isinstance(branch, dict) or not ("minimum" in branch or "maximum" in branch):
        return False
    counted = number(value)
    return ("minimum" not in branch or counted >= number(branch["minimum"])) and (
        "maximum" not in branch or counted <= number(branch["maximum"])
    )


def _forget(names: Any, copy: Schema, beside: Any) -> None:
    if not isinstance(names, list):
        return
    required = copy.get("required")
    needed = set(map(text, required)) if isinstance(required, list) else set()
    properties = copy.get("properties")
    generated = beside.get("properties") if isinstance(beside, dict) else None
    for name in map(text, names):
        if isinstance(properties, dict) and name not in needed:
            properties.pop(name, None)
        if isinstance(generated, dict):
            generated.pop(name, None)
