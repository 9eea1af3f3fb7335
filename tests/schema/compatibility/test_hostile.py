"""Schemas that would take all time or memory: each is answered, soon, and in little memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import pytest

from evtool.schema.compatibility import Answer, Level, Policy, check

STRING = {"type": "string"}
SECONDS = 30
"""For one pair on a slow and busy machine; an idle one needs less than five."""
MEBIBYTES = 500

Pairs = dict[str, tuple[Any, Any]]


def nested(times: int, inner: Any, wrap: Callable[[Any], Any]) -> Any:
    """A schema wrapped many times."""
    for _ in range(times):
        inner = wrap(inner)
    return inner


def field(inner: Any) -> Any:
    """An object with one field."""
    return {"type": "object", "properties": {"a": inner}}


def patterns() -> Pairs:
    """Patterns whose automata explode, compared with others."""
    texts = (
        "(a{1,1000}){1,1000}", "(a|b)*c{500}", "(a|b)*a(a|b){500}", "(a*)*b", "(.*a){30}",
        "[a-z]{9999}", "(((((a{9}){9}){9}){9}){9}){9}", "((((){9999}){9999}){9999}){9999}",
        "[a-z]*" * 200, ".{0,2000}a.{0,2000}b", "(" * 5000, "^(?!(a|b)*c{100}).*$",
        "".join(f"[{chr(0x4E00 + 2 * at)}{chr(0x9000 + at)}]" for at in range(2000)),
    )  # fmt: skip
    found: Pairs = {}
    for text in texts:
        pattern = {**STRING, "pattern": text}
        found[f"like {text:.20}"] = pattern, {**STRING, "pattern": f"{text}|zz"}
        found[f"long {text:.20}"] = {**STRING, "minLength": 50_000}, pattern
    factors = [{"pattern": f"^(a{{{count}}})*$"} for count in (7, 11, 13, 17, 19, 23, 29)]
    found["product"] = {**STRING, "allOf": factors}, {"pattern": "^$"}
    return found


def names() -> Pairs:
    """Patterns for the names of fields."""
    many = {f"[a-{chr(98 + at % 20)}]{at}": {"minLength": at} for at in range(60)}
    return {
        "exploding": ({"patternProperties": {"(a|b)*c{500}": STRING}}, {"propertyNames": False}),
        "many": ({"patternProperties": many}, {"patternProperties": {**many, "^b": STRING}}),
    }


def enormous() -> Pairs:
    """Enormous lists and counts."""
    texts = [f"v{at}" for at in range(100_000)]
    objects = [{"a": at} for at in range(100_000)]
    return {
        "texts": ({"enum": texts}, {"enum": texts[1:]}),
        "objects": ({"enum": objects[:20_000]}, {"enum": objects[1:20_000]}),
        "none of": ({**STRING, "not": {"enum": texts}}, {"not": {"enum": [*texts, "w"]}}),
        "no object": ({"type": "object"}, {"enum": objects}),
        "names": ({"propertyNames": {"enum": texts}}, {"propertyNames": {"enum": texts[1:]}}),
        "numbers": ({"type": "integer", "minimum": 0}, {"enum": list(range(100_000))}),
        "the same": ({"enum": [0] * 100_000}, {"enum": [0]}),
        "length": ({**STRING, "minLength": 10**9}, {**STRING, "minLength": 10**9 + 1}),
        "items": ({"type": "array", "minItems": 10**9}, {"maxItems": 10**8}),
        "fields": ({"type": "object", "minProperties": 10**9}, {"maxProperties": 10**8}),
        "text": ({"const": "a" * 10**6}, {"pattern": "^(a|b)*$"}),
        "power": ({"minimum": 10**400}, {"minimum": 1e308, "multipleOf": 1e-300}),
    }


def products() -> Pairs:
    """Combinations that multiply."""
    choice = [{"anyOf": [{"required": [f"a{at}"]}, {"required": [f"b{at}"]}]} for at in range(40)]
    holes = [
        {"anyOf": [{"required": [f"{one}in{hole}"]} for hole in range(9)]} for one in range(10)
    ]
    alone = [
        {"not": {"required": [f"{one}in{hole}", f"{other}in{hole}"]}}
        for hole in range(9) for one in range(10) for other in range(one)
    ]  # fmt: skip
    limits = [{"minimum": at} for at in range(150)]
    return {
        "all": ({"allOf": [{"minimum": at} for at in range(5000)]}, {"minimum": 4999}),
        "any": ({"anyOf": [{"const": at} for at in range(5000)]}, {"type": "integer"}),
        "one": ({"oneOf": limits}, {"oneOf": limits[1:]}),
        "one of many": ({"oneOf": [{"const": at} for at in range(5000)]}, STRING),
        "one in one": ({"oneOf": [{"oneOf": limits[at:]} for at in range(99)]}, {"oneOf": limits}),
        "choices": ({"allOf": choice}, {"allOf": choice[1:], "minProperties": 41}),
        "pigeons": ({"type": "object", "allOf": [*holes, *alone]}, False),
        "contains": (
            {"allOf": [{"contains": {"const": at}} for at in range(60)]},
            {"maxItems": 59},
        ),
    }


def deep() -> Pairs:
    """Nesting and recursion."""
    here = "#/definitions/"
    twice = {f"d{at}": {"allOf": [{"$ref": f"{here}d{at + 1}"}] * 2} for at in range(60)}
    bomb = {"definitions": {**twice, "d60": STRING}, "$ref": f"{here}d0"}

    def network(step: int) -> Any:
        nodes = {
            f"n{at}": {"properties": {f"c{to}": {"$ref": f"{here}n{(at * to + to + step) % 50}"}
                                      for to in range(20)}}
            for at in range(50)
        }  # fmt: skip
        return {"definitions": nodes, "properties": {"root": {"$ref": f"{here}n0"}}}

    return {
        "fields": (nested(300, STRING, field), nested(300, {"type": "integer"}, field)),
        "not": (nested(401, STRING, lambda one: {"not": one}), STRING),
        "bomb": (bomb, {"allOf": [bomb, {"minLength": 1}]}),
        "network": (network(0), network(1)),
        "wide": (
            {"properties": {f"f{at}": STRING for at in range(5000)}},
            {"properties": {f"f{at}": {"type": "integer"} for at in range(5000)}},
        ),
    }


@pytest.mark.parametrize("make", [patterns, names, enormous, products, deep])
def test_hostile_pairs_are_answered(make: Callable[[], Pairs]) -> None:
    """One run answers every pair in bounded time and memory, and says nothing but answers."""
    pairs = make()
    command = [sys.executable, "-m", "evtool", "schema", "compat", "--policy", "strict", "--pairs"]
    with tempfile.TemporaryFile("w+") as lines, tempfile.TemporaryFile("w+") as errors:
        for name, (old, new) in pairs.items():
            print(json.dumps({"id": name, "old": old, "new": new}), file=lines)
        lines.seek(0)
        child = subprocess.Popen(
            [*command, "-"], stdin=lines, stdout=subprocess.PIPE, stderr=errors, text=True,
            preexec_fn=_limit_memory,  # noqa: PLW1509 - nothing else runs in this process
        )  # fmt: skip
        assert child.stdout is not None
        answered, started = [], time.monotonic()
        for line in child.stdout:
            answered.append(json.loads(line)["id"])
            assert time.monotonic() - started < SECONDS, answered[-1]
            started = time.monotonic()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        child.stdout.close()
        errors.seek(0)
        assert "Traceback" not in errors.read()
    assert answered == list(pairs)
    assert child.returncode in {0, 1}
    unit = 1 if sys.platform == "darwin" else 1024  # the systems count bytes or kibibytes
    assert usage.ru_maxrss * unit < MEBIBYTES << 20


def _limit_memory() -> None:
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))


def test_what_is_shared_counts_each_time() -> None:
    """Aliases within aliases are not written out, and what holds itself is no schema."""
    bomb = nested(60, STRING, lambda one: {"allOf": [one, one]})
    circle: dict[str, Any] = {}
    circle["not"] = circle
    for schema in (bomb, circle):
        assert check(schema, STRING, Level.FULL, Policy.STRICT).answer is Answer.UNDECIDED


@pytest.mark.parametrize(
    "schema",
    [
        [1, 2], "x", None, 3, {"properties": {"a": [1]}}, {"type": 9}, {"$ref": 3},
        {"required": "a", "enum": 3, "properties": [1], "pattern": 5, "minimum": "x", "items": 7},
        {"pattern": "("}, {"minimum": float("nan")}, {"maximum": float("inf")}, {"anyOf": {}},
        {"minimum": 10**5000}, {"dependencies": [1]}, {"multipleOf": 0}, {"minLength": -1},
        {"$ref": "#"}, {"allOf": [{"$ref": "#"}]}, {"$ref": "https://example.org/x"},
    ],
)  # fmt: skip
def test_no_schema_is_never_compatible(schema: Any) -> None:
    """Nothing is proved of what is no schema, or leads nowhere; the undecided say why."""
    for pair in [(schema, {"const": 1}), ({"type": ["object", "number", "string"]}, schema)]:
        verdict = check(*pair, Level.FULL, Policy.STRICT)
        assert verdict.answer is not Answer.COMPATIBLE
        assert bool(verdict.reason) == (verdict.answer is Answer.UNDECIDED)


def test_fields_may_be_called_like_keywords() -> None:
    """`required`, `enum` and `$ref` are names like others inside of `properties`."""
    named = {"required": STRING, "enum": STRING, "$ref": STRING, "properties": STRING}
    old = {"type": "object", "properties": {**named, "type": STRING}}
    assert check(old, {**old, "title": "x"}).answer is Answer.COMPATIBLE
    new = {"type": "object", "properties": {**named, "type": {"type": "integer"}}}
    verdict = check(old, new)
    assert [change.new_pointer for change in verdict.breaking] == ["/properties/type/type"]


def test_a_default_may_be_null() -> None:
    """`default: null` is a default, and says nothing about what is accepted."""
    old = {"type": "object", "properties": {"a": {**STRING, "default": None}}}
    new = {"type": "object", "properties": {"a": {**STRING, "default": "x"}}}
    verdict = check(old, new)
    assert verdict.answer is Answer.COMPATIBLE
    assert [change.rule for change in verdict.changes] == ["default-changed"]
