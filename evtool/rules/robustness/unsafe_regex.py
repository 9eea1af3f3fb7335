"""The rule `robustness.unsafe-regex`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem, Tokens
from evtool.rules.regex import NotLinear, PatternError, danger, linear
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.node import Node


@rule("robustness.unsafe-regex", Severity.ERROR, on=CheckedSchema)
def unsafe_regex(schema: CheckedSchema) -> Iterator[Problem]:
    """A pattern is matched quickly on every text, by every engine.

    Validators with a backtracking engine try all ways to match. Repetitions inside
    repetitions, options that overlap and repetitions that follow each other give some texts
    millions of ways. Validators with a linear engine have no look-around and no
    back-references.

    Why: one event with such a text stops the intake, and a pattern that the linear engine
    does not take cannot be checked at all.

    Example:
        pattern: ^(a+)+$              # refused: exponentially many ways
        pattern: ^(?=.*x).*$          # refused: looks around
        pattern: ^a+$                 # fine

    Repair: let each text be read in one way only: no repetition of a repetition, options
    that begin differently, or a smaller `maxLength`.
    """
    for node in schema.nodes:
        for way, pattern, longest in _patterns(node):
            reason = _reason(pattern, longest)
            if reason is not None:
                message, hint = reason
                yield Problem(message, hint, at=(*node.tokens, *way))


def _patterns(node: Node) -> Iterator[tuple[Tokens, str, int | None]]:
    """The patterns of a subschema, each with the length of the texts that it meets."""
    pattern = node.map.get("pattern")
    if isinstance(pattern, str):
        lengths = [_length(one.map) for one in (node, *node.same_value)]
        known = [length for length in lengths if length is not None]
        yield ("pattern",), pattern, min(known, default=None)
    named, names = node.map.get("patternProperties"), node.map.get("propertyNames")
    for name in named if isinstance(named, dict) else ():
        yield ("patternProperties", name), name, _length(names)


def _length(value: Any) -> int | None:
    found = value.get("maxLength") if isinstance(value, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _reason(pattern: str, longest: int | None) -> tuple[str, str] | None:
    try:
        linear(pattern)
        found = danger(pattern, longest)
    except NotLinear as error:
        message = f"the linear engine does not take the pattern {pattern!r}: {error}"
        return message, "write it without look-around and back-references"
    except PatternError:
        return None  # the rule robustness.invalid-schema says so
    if found is None:
        return None
    text = f"; try {found.text + '!'!r}" if found.text else ""
    message = f"the pattern {pattern!r} can take too long: {found.reason}{text}"
    return message, "let each text be read in one way only, or lower `maxLength`"
