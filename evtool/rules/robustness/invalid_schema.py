"""The rule `robustness.invalid-schema`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.regex import PatternError, read
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.node import Node
from evtool.rules.vocabulary import faults


@rule("robustness.invalid-schema", Severity.ERROR, on=CheckedSchema)
def invalid_schema(schema: CheckedSchema) -> Iterator[Problem]:
    """A schema is a valid schema of JSON Schema draft-07.

    Every keyword has a value that it takes, every type exists, every pattern is a regular
    expression of ECMA-262, and no `enum` holds a value twice.

    Why: validators refuse the whole schema, or pass over the keyword; then it checks nothing.

    Example:
        required: true                # refused: a list of names
        maxLength: -1                 # refused
        pattern: '[a-'                # refused: a `[` without its `]`

    Repair: correct the value as the message says.
    """
    for node in schema.nodes:
        for way, message in faults(node):
            yield Problem(message, "write a value that draft-07 allows", at=(*node.tokens, *way))
        for way, pattern in _patterns(node):
            try:
                read(pattern)
            except PatternError as error:
                message = f"the pattern {pattern!r} is no regular expression: {error.reason}"
                hint = f"correct it at character {error.at + 1}"
                yield Problem(message, hint, at=(*node.tokens, *way))


def _patterns(node: Node) -> Iterator[tuple[tuple[str, ...], str]]:
    pattern = node.map.get("pattern")
    if isinstance(pattern, str):
        yield ("pattern",), pattern
    named = node.map.get("patternProperties")
    for name in named if isinstance(named, dict) else ():
        yield ("patternProperties", name), name
