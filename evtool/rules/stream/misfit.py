"""Settings against the schema of the settings: what does not fit, and which rule says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from evtool.rules.problem import Tokens
from evtool.rules.stream.spelling import LONGEST, closest, known_names
from evtool.rules.stream.subject.values import ABSENT, value_at
from evtool.rules.validation import matches, violations
from evtool.schema.pointer import parse_pointer
from evtool.streams.values import kind_of

WRONG_TYPE: Final = "stream.wrong-type"
UNKNOWN: Final = "stream.unknown-setting"

VALUE_RULES: Final = frozenset(
    {
        "stream.unknown-attribute",
        "stream.unknown-consumer",
        "stream.unknown-job",
        "stream.unknown-producer",
        "stream.unknown-sample-unit",
        "stream.unknown-scale",
        "stream.unknown-service",
    }
)
"""The rules that a schema of settings may name with `x-rule`."""

_WALKED = ("type", "enum", "properties", "patternProperties", "additionalProperties", "items")
_SAID_ELSEWHERE = (
    "required",
    "definitions",
    "$schema",
    "$id",
    "title",
    "description",
    "x-rule",
    "x-hint",
)
_WORDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "a map",
    "string": "a text",
}
_REFERENCES = 20  # followed one after the other, before they are taken for a circle


@dataclass(frozen=True, slots=True)
class Misfit:
    """One setting that its schema refuses: the rule, the way to it, the sentence."""

    rule: str
    tokens: Tokens
    message: str
    hint: str | None = None


def misfits(schema: Mapping[str, Any], settings: Any) -> Iterator[Misfit]:
    """What the schema refuses in the settings of one layer.

    Required settings are not asked for: they may come from another layer. Documents bound
    the depth (200 levels).
    """
    yield from _Walk(schema).at(schema, settings, ())


class _Walk:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def at(self, schema: Any, value: Any, tokens: Tokens) -> Iterator[Misfit]:
        schema = self._resolved(schema)
        if not isinstance(schema, Mapping):
            return
        if not _is_of_type(schema.get("type"), value):
            yield Misfit(WRONG_TYPE, tokens, _type_message(schema["type"], value, tokens))
            return
        if "enum" in schema and not _is_listed(value, schema["enum"]):
            yield _unlisted(schema, value, tokens)
            return
        yield from self._rest(schema, value, tokens)
        if isinstance(value, Mapping):
            yield from self._members(schema, value, tokens)
        elif isinstance(value, list) and isinstance(schema.get("items"), Mapping):
            for at, item in enumerate(value):
                yield from self.at(schema["items"], item, (*tokens, str(at)))

    def _members(
        self, schema: Mapping[str, Any], value: Mapping[str, Any], tokens: Tokens
    ) -> Iterator[Misfit]:
        declared = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        patterns = schema.get("patternProperties", {})
        for name, item in value.items():
            way = (*tokens, name)
            fitting = [inner for pattern, inner in patterns.items() if matches(pattern, name)]
            if name in declared:
                fitting.append(declared[name])
            elif not fitting and others is False:
                yield self._unknown(schema, name, way)
            elif not fitting:
                fitting.append(others)
            for inner in fitting:
                yield from self.at(inner, item, way)

    def _unknown(self, schema: Mapping[str, Any], name: str, tokens: Tokens) -> Misfit:
        rule = _rule_of(schema, UNKNOWN)
        what = rule.removeprefix("stream.unknown-")
        where = f" in {'.'.join(tokens[:-1])}" if len(tokens) > 1 else ""
        declared = list(schema.get("properties", {}))
        near = closest(name, declared)
        if near is None:
            elsewhere = known_names(self._root)
            near = ".".join(elsewhere[name]) if name in elsewhere else None
        known = schema.get("x-hint") or f"known: {', '.join(declared) or 'none'}"
        hint = f"did you mean {near}?" if near else known
        return Misfit(rule, tokens, f"unknown {what} {name!r}{where}", hint)

    def _rest(self, schema: Mapping[str, Any], value: Any, tokens: Tokens) -> Iterator[Misfit]:
        """What the keywords say that are not walked through here, such as `pattern`."""
        rest = {
            keyword: said
            for keyword, said in schema.items()
            if keyword not in _WALKED and keyword not in _SAID_ELSEWHERE
        }
        if not rest:
            return
        if "definitions" in self._root:
            rest["definitions"] = self._root["definitions"]
        for one in violations(rest, value):
            way = (*tokens, *one.at)
            if one.keyword in ("anyOf", "oneOf", "const", "type", "enum"):
                message = f"{_named(way)} must not be {_shown(value_at(value, one.at))}"
            else:
                message = f"{_named(way)}: {one.message}"
            yield Misfit(WRONG_TYPE, way, message, schema.get("description"))
            return

    def _resolved(self, schema: Any) -> Any:
        for _ in range(_REFERENCES):
            pointer = schema.get("$ref") if isinstance(schema, Mapping) else None
            if not isinstance(pointer, str):
                return schema
            if not pointer.startswith("#"):
                return None
            found = value_at(self._root, parse_pointer(pointer))
            schema = None if found is ABSENT else found
        return None


def _is_of_type(types: Any, value: Any) -> bool:
    if types is None:
        return True
    return any(_is_one(name, value) for name in (types if isinstance(types, list) else [types]))


def _is_one(name: str, value: Any) -> bool:
    if isinstance(value, float) and name == "integer":
        return value.is_integer()
    kinds = (
        ("null", type(None)),
        ("boolean", bool),
        ("integer number", int),
        ("number", float),
        ("string", str),
        ("array", list),
        ("object", dict),
    )
    return name in next((names for names, kind in kinds if isinstance(value, kind)), "").split()


def _is_listed(value: Any, values: list[Any]) -> bool:
    return any(value == one and isinstance(value, bool) is isinstance(one, bool) for one in values)


def _unlisted(schema: Mapping[str, Any], value: Any, tokens: Tokens) -> Misfit:
    rule = _rule_of(schema, WRONG_TYPE)
    listed = [str(one) for one in schema["enum"]]
    what = rule.removeprefix("stream.unknown-").replace("-", " ")
    shown = repr(value) if isinstance(value, str) and len(value) <= LONGEST else _shown(value)
    message = f"unknown {what} {shown}"
    if rule == WRONG_TYPE:
        message = f"{_named(tokens)} must not be {_shown(value)}"
    near = closest(value, listed) if isinstance(value, str) else None
    some = f"{', '.join(listed[:8])}{' ...' if len(listed) > 8 else ''}"
    return Misfit(rule, tokens, message, f"did you mean {near}?" if near else f"known: {some}")


def _rule_of(schema: Mapping[str, Any], other: str) -> str:
    rule = schema.get("x-rule")
    return rule if isinstance(rule, str) and rule in VALUE_RULES else other


def _type_message(types: Any, value: Any, tokens: Tokens) -> str:
    names = types if isinstance(types, list) else [types]
    wanted = " or ".join(_WORDS.get(name, str(name)) for name in names)
    return f"{_named(tokens)} must be {wanted}, not {_shown(value)}"


def _named(tokens: Tokens) -> str:
    return ".".join(tokens) or "the entry"


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) <= 60 else "this text"
    if isinstance(value, bool) or value is None or not isinstance(value, int | float):
        return kind_of(value)
    return f"the number {value}"
