"""The examples that a schema has, and the one that can be made for it."""

from __future__ import annotations

from typing import Any

from evtool.schema.example import with_example


def given_examples(schema: dict[str, Any]) -> list[Any]:
    """The examples that a schema has; a single one may stand without its list."""
    examples = schema.get("examples")
    return examples if isinstance(examples, list) else [examples] if examples else []


def generated_examples(schema: dict[str, Any]) -> list[Any]:
    """One generated example, whatever examples the schema has.

    Raises:
        CannotGenerate: There is none.
    """
    without = {name: part for name, part in schema.items() if name != "examples"}
    return given_examples(with_example(without))
