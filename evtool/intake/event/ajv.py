"""Violations in the words of ajv 6, which clients of the reference intake know.

Source: the error objects and messages of ajv 6, as EventGate passes them on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from evtool.intake.schemas.validator import Violation
from evtool.schema.pointer import format_pointer

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_SIGNS = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_AMOUNTS = {
    "minLength": "shorter than {} characters",
    "maxLength": "longer than {} characters",
}
_COUNTS = {
    "minItems": "fewer than {} items",
    "maxItems": "more than {} items",
    "minProperties": "fewer than {} properties",
    "maxProperties": "more than {} properties",
}
_FIXED = {
    "enum": "should be equal to one of the allowed values",
    "const": "should be equal to constant",
    "anyOf": "should match some schema in anyOf",
    "oneOf": "should match exactly one schema in oneOf",
    "not": "should NOT be valid",
    "contains": "should contain a valid item",
    "uniqueItems": "should NOT have duplicate items",
    "propertyNames": "property name is invalid",
    "false schema": "boolean schema is false",
}

MOST = 100
"""Errors that are told of one event."""

Words = tuple[str, Mapping[str, Any]]
"""A message and its `params`."""


def as_ajv(violations: Sequence[Violation]) -> list[dict[str, Any]]:
    """The violations as ajv's error objects, up to `MOST` of them.

    One violation may be many: an object has as many additional properties as it likes.
    """
    return list(islice((error for one in violations for error in _errors(one)), MOST))


def errors_text(errors: Sequence[Mapping[str, Any]]) -> str:
    """All errors in one line: `'.count' should be >= 0, '.kind' should be string`."""
    return ", ".join(f"'{error['dataPath']}' {error['message']}" for error in errors)


def data_path(tokens: Sequence[str | int]) -> str:
    """The way to a value as JavaScript writes it: `.tags[0]['a-b']`."""
    return "".join(map(_step, tokens))


def _step(token: str | int) -> str:
    if isinstance(token, int):
        return f"[{token}]"
    if _NAME.fullmatch(token):
        return f".{token}"
    escaped = token.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"


def _errors(violation: Violation) -> Iterator[dict[str, Any]]:
    for message, params in _words(violation):
        yield {
            "keyword": violation.keyword,
            "dataPath": data_path(violation.instance_path),
            "schemaPath": f"#{format_pointer(tuple(map(str, violation.schema_path)))}",
            "params": params,
            "message": message,
        }


def _words(violation: Violation) -> list[Words]:
    make = _MAKERS.get(violation.keyword)
    if make is not None:
        return make(violation.keyword, violation.params)
    return [(_FIXED.get(violation.keyword, violation.message), {})]


def _required(_keyword: str, params: Mapping[str, Any]) -> list[Words]:
    name = params.get("property")
    return [(f"should have required property '{name}'", {"missingProperty": name})]


def _additional(_keyword: str, params: Mapping[str, Any]) -> list[Words]:
    message = "should NOT have additional properties"
    return [(message, {"additionalProperty": name}) for name in params.get("unexpected", [])]


def _type(_keyword: str, params: Mapping[str, Any]) -> list[Words]:
    kinds = ",".join(params.get("types", []))
    return [(f"should be {kinds}", {"type": kinds})]


def _limit(keyword: str, params: Mapping[str, Any]) -> list[Words]:
    limit, sign = params.get("limit"), _SIGNS[keyword]
    facts = {"comparison": sign, "limit": limit, "exclusive": keyword.startswith("exclusive")}
    return [(f"should be {sign} {limit}", facts)]


def _amount(keyword: str, params: Mapping[str, Any]) -> list[Words]:
    text = _AMOUNTS[keyword].format(params.get("limit"))
    return [(f"should NOT be {text}", {"limit": params.get("limit")})]


def _count(keyword: str, params: Mapping[str, Any]) -> list[Words]:
    text = _COUNTS[keyword].format(params.get("limit"))
    return [(f"should NOT have {text}", {"limit": params.get("limit")})]


def _text(keyword: str, params: Mapping[str, Any]) -> list[Words]:
    return [(f'should match {keyword} "{params.get(keyword)}"', {keyword: params.get(keyword)})]


def _multiple(_keyword: str, params: Mapping[str, Any]) -> list[Words]:
    unit = params.get("multiple_of")
    return [(f"should be multiple of {unit}", {"multipleOf": unit})]


def _enum(keyword: str, params: Mapping[str, Any]) -> list[Words]:
    return [(_FIXED[keyword], {"allowedValues": params.get("options")})]


def _const(keyword: str, params: Mapping[str, Any]) -> list[Words]:
    return [(_FIXED[keyword], {"allowedValue": params.get("expected_value")})]


_MAKERS: Mapping[str, Callable[[str, Mapping[str, Any]], list[Words]]] = {
    "required": _required,
    "additionalProperties": _additional,
    "type": _type,
    "multipleOf": _multiple,
    "enum": _enum,
    "const": _const,
    **dict.fromkeys(_SIGNS, _limit),
    **dict.fromkeys(_AMOUNTS, _amount),
    **dict.fromkeys(_COUNTS, _count),
    **dict.fromkeys(("pattern", "format"), _text),
}
