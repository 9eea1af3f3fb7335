"""Validation on the hot path: the only module that knows jsonschema-rs.

Patterns are matched in linear time; what that engine cannot do (look-around and
back-references) is refused when the schema is compiled. Nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

IsValid = Callable[[Any], bool]

_DRAFT = re.compile(r"https?://json-schema\.org/(?:draft-0([467])/(?:hyper-)?schema#?|schema#?)")
_DRAFTS: Mapping[str, Any] = {
    "4": jsonschema_rs.Draft4Validator,
    "6": jsonschema_rs.Draft6Validator,
    "7": jsonschema_rs.Draft7Validator,
}
_MASK = "the value"
"""Stands in messages for what was validated, which may be megabytes."""

_LEFT_OUT = frozenset({"$schema", "$id", "id", "examples"})
"""Names, and examples: these validate nothing, and may hold times, which are no JSON."""

_KEYWORDS = {"falseSchema": "false schema", "oneOfMultipleValid": "oneOf", "oneOfNotValid": "oneOf"}
_UUID = re.compile(r"(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


class CannotCompile(Exception):
    """A schema cannot be validated with; the message says why."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule of a schema that a value breaks.

    `instance_path` and `schema_path` are tokens; `params` are facts about the keyword.
    """

    keyword: str
    message: str
    instance_path: tuple[str | int, ...]
    schema_path: tuple[str | int, ...]
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Validator:
    """One compiled schema."""

    is_valid: IsValid
    _errors: Callable[[Any], Iterator[Any]]
    _check: Callable[[Any], None]

    def violations(self, value: Any, most: int = 100) -> list[Violation]:
        """Everything that is wrong with a value, up to `most` things.

        All are looked for, however many there are: a value of a megabyte may take seconds.
        """
        found: list[Violation] = []
        for error in self._errors(value):
            if len(found) >= most:
                break
            found.append(_violation(error))
        return found

    def first_violation(self, value: Any) -> list[Violation]:
        """The first thing that is wrong with a value, in a list; looked for no longer than that."""
        try:
            self._check(value)
        except jsonschema_rs.ValidationError as error:
            return [_violation(error)]
        return []


def compile_schema(schema: Mapping[str, Any]) -> Validator:
    """A validator of a schema that refers to nothing outside of itself.

    Raises:
        CannotCompile: It is of an unknown dialect, violates its meta-schema, or has a
            pattern that cannot be matched in linear time.
    """
    kind = _validator_kind(schema)
    plain = {key: value for key, value in schema.items() if key not in _LEFT_OUT}
    try:
        made = kind(
            plain,
            validate_formats=True,
            ignore_unknown_formats=True,
            formats={"uuid": _is_uuid},
            pattern_options=jsonschema_rs.RegexOptions(),
            offline=True,
            mask=_MASK,
        )
    except (jsonschema_rs.ValidationError, ValueError) as error:
        message = str(getattr(error, "message", error)).partition("\n")[0]
        path = "/".join(map(str, getattr(error, "instance_path", ())))
        raise CannotCompile(f"/{path}: {message}" if path else message) from None
    return Validator(made.is_valid, made.iter_errors, made.validate)


def _validator_kind(schema: Mapping[str, Any]) -> Any:
    dialect = schema.get("$schema", "http://json-schema.org/draft-07/schema#")
    match = _DRAFT.fullmatch(dialect) if isinstance(dialect, str) else None
    if match is None:
        raise CannotCompile(f"its dialect {dialect!r} is not draft-04, draft-06 or draft-07")
    return _DRAFTS[match[1] or "7"]


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def _violation(error: Any) -> Violation:
    params = error.kind.as_dict() if error.kind else {}
    return Violation(
        keyword=_KEYWORDS.get(error.kind.name, error.kind.name) if error.kind else "unknown",
        message=error.message.partition("\n")[0],
        instance_path=tuple(error.instance_path),
        schema_path=tuple(error.schema_path),
        params=params,
    )
