"""Events checked against schemas: jsonschema, with linear patterns and checked formats."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from evtool.rules.formats import CHECKS
from evtool.rules.problem import Tokens
from evtool.rules.regex import NotLinear, PatternError, linear


@dataclass(frozen=True, slots=True)
class Violation:
    """One place of a value that a schema refuses, and the keyword that does."""

    at: Tokens
    message: str
    keyword: str


def violations(schema: Any, value: Any) -> Iterator[Violation]:
    """What a valid schema without references refuses in a value.

    Patterns and formats that evtool does not know are passed over.
    """
    for error in _validator()(schema, format_checker=_formats()).iter_errors(plain(value)):
        best = _telling(error)
        way = tuple(str(step) for step in best.absolute_path)
        yield Violation(way, _sentence(best), str(best.validator))


def plain(value: Any) -> Any:
    """A value as JSON has it: time stamps become the texts that they were written as."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value


def matches(pattern: Any, text: str) -> bool | None:
    """Whether a pattern is found in a text; None where that cannot be told safely."""
    try:
        return linear(pattern)(text) if isinstance(pattern, str) else None
    except (PatternError, NotLinear):
        return None


def _telling(error: Any) -> Any:
    """The innermost reason of a failed `anyOf` or `oneOf`, where there is one that stands out."""
    from jsonschema.exceptions import best_match

    return best_match([error]) or error


def _sentence(error: Any) -> str:
    text = str(error.message)
    return text if len(text) <= 200 else f"{text[:120]} ... {text[-60:]}"


@cache
def _validator() -> Any:
    """Draft-07 with our patterns: Python's own may take forever, and are another dialect."""
    from jsonschema import Draft7Validator
    from jsonschema.validators import extend

    return extend(  # type: ignore[no-untyped-call]
        Draft7Validator,
        {
            "pattern": _pattern,
            "patternProperties": _pattern_properties,
            "additionalProperties": _additional_properties,
        },
    )


@cache
def _formats() -> Any:
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, check in CHECKS.items():
        checker.checks(name)(check)
    return checker


def _pattern(_validator: Any, pattern: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(instance, str) and matches(pattern, instance) is False:
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(
    validator: Any, patterns: Any, instance: Any, _schema: Any
) -> Iterator[Any]:
    if not isinstance(instance, dict):
        return
    for pattern, schema in patterns.items():
        for name, value in instance.items():
            if matches(pattern, name):
                yield from validator.descend(value, schema, path=name, schema_path=pattern)


def _additional_properties(validator: Any, extra: Any, instance: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if not isinstance(instance, dict):
        return
    patterns = schema.get("patternProperties", {})
    declared = schema.get("properties", {})
    for name, value in instance.items():
        # A pattern that cannot be judged may be one that the name matches.
        if name in declared or any(matches(one, name) is not False for one in patterns):
            continue
        if extra is False:
            yield ValidationError(f"the field {name!r} is not declared, and no other is allowed")
        elif isinstance(extra, dict):
            yield from validator.descend(value, extra, path=name)
