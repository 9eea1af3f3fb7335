"""Examples: one event that a schema describes, the same one on every run.

Materialized schemas without `examples` get a generated one. It is the one that the
reference tool writes (its generator is json-schema-faker 0.5.0-rcv.34, with every random
number replaced by 0.15), so that files stay as they are when the tool changes. Where the
reference depends on the clock, never ends or fails, this package says so: the formats
`date` and `time` have fixed texts, everything else is a `CannotGenerate`. So are a few
things that only a JavaScript engine makes something of: keywords whose value has the wrong
type (`minLength: "5"`), dates that are not ISO 8601, half characters, and names compared
with a pattern that refers to groups.

Some examples are not valid against their schema, as those of the reference are not: for
instance `exclusiveMinimum`, `contains` and `propertyNames` are not looked at.
"""

from __future__ import annotations

from typing import Any

from evtool.schema.example.failure import CannotGenerate, Refusal
from evtool.schema.example.finish import finished
from evtool.schema.example.merging import private_copy
from evtool.schema.example.tally import Tally
from evtool.schema.example.walk import Walk

__all__ = ["CannotGenerate", "generate_example", "with_example"]


def generate_example(schema: dict[str, Any]) -> Any:
    """The example of a schema that is dereferenced, merged and bounded.

    Args:
        schema: The schema, which is not changed.

    Raises:
        CannotGenerate: There is none, or none of a reasonable size.
    """
    tally = Tally()
    try:
        private = private_copy(schema, tally)
    except Refusal as refusal:
        raise CannotGenerate(refusal.message, pointer="", hint=refusal.hint) from refusal
    walk = Walk(schema, tally)
    return finished(walk.value(private, ()), walk.given)


def with_example(schema: dict[str, Any], *, identifier: str = "$id") -> dict[str, Any]:
    """The schema with a generated example, unless its `examples` has something in it.

    The `$schema` of the example, if it has one, becomes the name of the schema, which is
    the value of the key `identifier`.

    Raises:
        CannotGenerate: There is no example.
    """
    if _is_given(schema.get("examples")):
        return schema
    example = generate_example(schema)
    if isinstance(example, dict) and "$schema" in example:
        if identifier in schema:
            example["$schema"] = schema[identifier]
        else:
            del example["$schema"]
    return {**schema, "examples": [example]}


def _is_given(examples: Any) -> bool:
    return isinstance(examples, dict | list | str) and bool(examples)
