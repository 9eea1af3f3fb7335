"""The way through a schema: for each part, what decides about its value.

The order of decisions is the reference generator's: `default`, `template`, `const`,
`not`, the chosen branch, `pattern`, `enum`, the type. What has no type becomes a copy of
its keywords. The members of an object take the same way as one schema, so that a member
called `not` has the effect of the keyword: that, too, is the reference's.

The walk is recursive, at most three calls for a level of nesting; `private_copy` has
bounded the levels.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from evtool.schema.example.arrays import array_value
from evtool.schema.example.casting import enum_value
from evtool.schema.example.choice import choice_in
from evtool.schema.example.cleaning import clean
from evtool.schema.example.failure import CannotGenerate, Refusal, pointer_along
from evtool.schema.example.finish import Given
from evtool.schema.example.inference import type_of
from evtool.schema.example.javascript import CONTAINERS, UNDEFINED, ordered, text, truthy
from evtool.schema.example.merging import Schema, without
from evtool.schema.example.negation import negated
from evtool.schema.example.numbers import integer_value, number_value
from evtool.schema.example.objects import Onward, object_value
from evtool.schema.example.resolution import resolve
from evtool.schema.example.strings import pattern_value, string_value
from evtool.schema.example.tally import Tally

Path = tuple[str | int, ...]
Maker = Callable[["Walk", Schema, Path], Any]

_OPEN: Final = object()
"""Nothing has decided about the value yet."""

_COUNTERS: Final = frozenset(
    ("autoIncrement", "sequentialDate", "x-autoIncrement", "x-sequentialDate")
)
_PLACEHOLDER = re.compile(r"#\{([\w.-]+)\}", re.ASCII)


class Walk:
    """One walk: the schema as it was, for pointers, and what has happened so far."""

    def __init__(self, schema: Schema, tally: Tally) -> None:
        self.schema = schema
        self.tally = tally
        self.given = Given()

    def value(self, schema: Any, path: Path, beside: Any = None) -> Any:
        """The value of a part of the schema; `beside` is what its siblings have become.

        Raises:
            CannotGenerate: There is none.
        """
        try:
            self.tally.spend(1)
            schema = resolve(schema, self.tally)
            if not truthy(schema):
                return UNDEFINED
            if isinstance(schema, list):
                return _copy_list(self, schema, path)
            while True:
                decided = _fixed(schema, path, beside)
                if decided is not _OPEN:
                    return self.given.take(decided)
                if isinstance(schema.get("not"), CONTAINERS):
                    schema = negated(without(schema, ("not",)), schema["not"])
                    if schema.get("type") == "object":
                        return clean(self.value(schema, (*path, "not"), beside), schema, self.tally)
                choice = choice_in(schema)
                if choice:
                    schema, beside = resolve(choice.choose(beside), self.tally), None
                    continue
                made = _maker(self, schema, path)(self, schema, path)
                if not isinstance(made, Onward):
                    return made
                schema, path, beside = resolve(made.schema, self.tally), made.path, made.beside
        except Refusal as refusal:
            pointer = pointer_along(self.schema, path)
            raise CannotGenerate(refusal.message, pointer=pointer, hint=refusal.hint) from refusal


def _fixed(schema: Any, path: Path, beside: Any) -> Any:
    if not isinstance(schema, dict):
        raise Refusal(f"{text(schema)} is no schema here", "write `{}` where anything may stand")
    if path and path[-1] == "properties":
        return _OPEN
    if "default" in schema:
        return schema["default"]
    if "template" in schema:
        return _filled_in(schema["template"], beside)
    return schema.get("const", _OPEN)


def _filled_in(template: Any, beside: Any) -> Any:
    if isinstance(template, list):
        return [_filled_in(item, beside) for item in template]
    if not isinstance(template, str):
        return template
    if beside is None and _PLACEHOLDER.search(template):
        raise Refusal("its `template` has nothing around it", "use `default` or `const`")
    values = beside if isinstance(beside, dict) else {}
    return _PLACEHOLDER.sub(lambda name: text(values.get(name[1], UNDEFINED)), template)


def _maker(walk: Walk, schema: Schema, path: Path) -> Maker:
    """What makes the value of a schema that is neither fixed nor a choice.

    Raises:
        Refusal: The type is unknown, or the value would differ from run to run.
    """
    name = path[-1] if path else ""
    if not _COUNTERS.isdisjoint(schema) and name not in ("properties", "items"):
        raise Refusal("its value would be another one each time", "remove `autoIncrement` or such")
    if isinstance(schema.get("pattern"), str):
        return _pattern
    if isinstance(schema.get("enum"), list):
        return _enum
    if truthy(schema.get("jsonPath")):
        return _itself
    kind = type_of(schema, name, walk.tally)
    if not isinstance(kind, str):
        return _copy
    maker = _MAKERS.get(kind)
    if maker is None:
        raise Refusal(f'"{kind}" is no type', f"write one of {', '.join(_MAKERS)} as `type`")
    return maker


def _copy(walk: Walk, schema: Schema, path: Path) -> Any:
    copy: dict[str, Any] = {}
    for name in ordered(schema):
        part = schema[name]
        if part is None:
            copy[name] = UNDEFINED
        elif isinstance(part, CONTAINERS) and name != "definitions":
            made = walk.value(part, (*path, name), copy)
            copy[name] = clean(made, schema[name], walk.tally)
        else:
            copy[name] = walk.given.take(part)
    return copy


def _copy_list(walk: Walk, items: list[Any], path: Path) -> list[Any]:
    copy: list[Any] = []
    for index, part in enumerate(items):
        if part is None:
            copy.append(UNDEFINED)
        elif isinstance(part, CONTAINERS):
            made = walk.value(part, (*path, index), copy)
            copy.append(clean(made, part, walk.tally))
        else:
            copy.append(part)
    return copy


def _pattern(walk: Walk, schema: Schema, _: Path) -> str:
    return pattern_value(schema, walk.tally)


def _enum(walk: Walk, schema: Schema, _: Path) -> Any:
    return walk.given.take(enum_value(schema, walk.tally))


def _itself(walk: Walk, schema: Schema, _: Path) -> Any:
    return walk.given.take(schema)


def _string(walk: Walk, schema: Schema, _: Path) -> str:
    return string_value(schema, walk.tally)


_MAKERS: Final[dict[str, Maker]] = {
    "array": array_value,
    "boolean": lambda *_: False,
    "integer": lambda _walk, schema, _path: integer_value(schema),
    "null": lambda *_: None,
    "number": lambda _walk, schema, _path: number_value(schema),
    "object": object_value,
    "string": _string,
}
