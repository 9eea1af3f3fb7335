"""Validation: dialects, formats, numbers, and how long a pattern takes."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from evtool.intake.event.json_text import dump, parse
from evtool.intake.schemas.validator import CannotCompile, compile_schema


def is_valid(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value fits."""
    return bool(compile_schema(schema).is_valid(value))


@pytest.mark.parametrize(
    "dialect",
    [
        "http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft-07/schema",
        "http://json-schema.org/draft-06/schema#", "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/schema#",
    ],
)  # fmt: skip
def test_dialects(dialect: str) -> None:
    """Those that schemas of events are written in."""
    assert not is_valid({"$schema": dialect, "type": "object", "required": ["a"]}, {})


@pytest.mark.parametrize(
    "dialect",
    [
        "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema",
        "http://example.org/schema", "", 5, None, ["http://json-schema.org/draft-07/schema#"],
    ],
)  # fmt: skip
def test_other_dialects(dialect: Any) -> None:
    """They are named in the message."""
    with pytest.raises(CannotCompile, match="dialect"):
        compile_schema({"$schema": dialect})


def test_draft_four_has_its_own_words() -> None:
    """There `exclusiveMinimum` is a boolean."""
    schema = {"minimum": 1, "exclusiveMinimum": True}
    dialect = "http://json-schema.org/draft-04/schema#"
    assert not is_valid({"$schema": dialect, **schema}, 1)
    with pytest.raises(CannotCompile, match="/exclusiveMinimum"):
        compile_schema(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nothing"}, {"required": "a"}, {"pattern": "("}, {"pattern": "(?=a)"},
        {"pattern": r"(a)\1"}, {"minimum": "1"}, {"properties": []}, {"$ref": "#/definitions/none"},
        {"$ref": "http://127.0.0.1:1/a"}, {"$ref": "file:///etc/passwd"},
    ],
)  # fmt: skip
def test_what_cannot_be_compiled(schema: dict[str, Any]) -> None:
    """Wrong schemas, patterns that are not linear, and references that nobody follows."""
    with pytest.raises(CannotCompile):
        compile_schema(schema)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|aa)*b$", "(.*)*x", "^(([a-z])+.)+[A-Z]$"])
def test_patterns_take_linear_time(pattern: str) -> None:
    """Those that stop a backtracking engine for years take no time."""
    validator = compile_schema({"type": "string", "pattern": pattern})
    started = time.perf_counter()
    validator.is_valid("a" * 50_000 + "!")
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("format_", "good", "bad"),
    [
        ("date-time", "2024-02-29T12:00:00.5Z", "2023-02-29T12:00:00Z"),
        ("date-time", "2024-02-29T12:00:00+05:30", "2024-02-29T12:00:00"),
        ("date", "2024-02-29", "2024-02-30"),
        ("uuid", "123E4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000"),
        ("uri", "https://a/b?c#d", "a b"),
        ("uri-reference", "/a/b", "\\a"),
        ("email", "a@example.org", "a"),
        ("ipv4", "127.0.0.1", "127.0.0.256"),
        ("ipv6", "::1", "::g"),
    ],
)
def test_formats(format_: str, good: str, bad: str) -> None:
    """They are checked, not only by their shape."""
    validator = compile_schema({"type": "string", "format": format_})
    assert validator.is_valid(good)
    assert not validator.is_valid(bad)


def test_unknown_formats_are_passed_over() -> None:
    """They belong to somebody else."""
    assert is_valid({"format": "own-thing"}, "x")


@pytest.mark.parametrize(
    ("schema", "text", "valid"),
    [
        ({"type": "integer"}, "9007199254740993", True),
        ({"type": "integer"}, "123456789012345678901234567890", True),
        ({"type": "integer"}, "1.0", True),
        ({"type": "integer"}, "12345678901234567890.5", False),
        ({"maximum": 9007199254740992}, "9007199254740993", False),
        ({"maximum": 18446744073709551615}, "18446744073709551616", False),
        ({"type": "number"}, "1e-400", True),
        ({"exclusiveMinimum": 0}, "1e-400", True),
        ({"minimum": 1}, "1e-999999999", False),
        ({"type": "string"}, "0.10000000000000000001", False),
    ],
)
def test_numbers_are_exact(schema: dict[str, Any], text: str, *, valid: bool) -> None:
    """Large and long ones are compared as they are written."""
    assert is_valid(schema, parse(f"[{text}]".encode())[0]) is valid


def test_decimals_are_numbers() -> None:
    """What the exact reader makes is validated as any other number."""
    assert not is_valid({"type": "string"}, Decimal("1.5"))
    assert dump(Decimal("0.10000000000000000001")) == b"0.10000000000000000001"


def test_violations_are_bounded() -> None:
    """A large event with many faults is told with some of them, and never with itself."""
    validator = compile_schema({"items": {"type": "string"}, "maxItems": 1})
    found = validator.violations([0] * 5000)
    assert len(found) == 100
    assert max(len(one.message) for one in found) < 200


def test_deep_values() -> None:
    """They are validated as deep as they can be written, and do not use up the stack."""
    value: Any = 1
    for _ in range(500):
        value = {"a": value}
    assert is_valid({"definitions": {"x": {}}, "type": "object"}, value)
    recursive = {"properties": {"a": {"$ref": "#"}}}
    assert is_valid(recursive, value)


def test_the_first_violation_alone() -> None:
    """It is one of all, and where nothing is wrong there is none."""
    made = compile_schema({"type": "object", "additionalProperties": {"type": "string"}})
    value = {"a": 1, "b": "x", "c": 3}
    (first,) = made.first_violation(value)
    assert first in made.violations(value)
    assert made.first_violation({"a": "x"}) == []
