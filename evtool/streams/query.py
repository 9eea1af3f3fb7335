"""Choosing streams by what is in effect for them: `schema_title = page/change and not ...`.

    expression := term {or term}        term  := factor {and factor}
    factor     := [not] test | ( expression )
    test       := PATH = VALUE | != | < | <= | > | >= | exists | has VALUE | in (VALUE, ...)

A path is keys with dots between them; a key that itself holds a dot stands in double
quotes. A value is true, false, null, a number, a text in quotes, or a plain word. Nothing
is converted: `1` is no text and `true` is no number.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from evtool.errors import EvtoolError

LONGEST = 4096
"""The longest expression, in characters."""

DEEPEST = 50
"""The deepest nesting of parentheses and `not`."""

Test = Callable[[Mapping[str, Any]], bool]
"""Tells whether settings are wanted."""

_NOTHING = object()
_TOKEN = re.compile(
    r"""\s*(?: (?P<sign>!=|<=|>=|[=<>(),]) | (?P<path>(?:"(?:[^"\\]|\\.)*"|[^\s"'=<>!(),]+)+)
    | (?P<text>'[^']*') )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[^."]+')
_WORDS = {"true": True, "false": False, "null": None}
_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class QueryError(EvtoolError):
    """An expression that cannot be understood."""


def parse_query(text: str) -> Test:
    """The test that an expression is.

    Raises:
        QueryError: It is none; the message says where.
    """
    if len(text) > LONGEST:
        raise QueryError(
            f"the expression has {len(text):,} characters", hint=f"{LONGEST:,} will do"
        )
    parser = _Parser(text)
    made = parser.expression()
    parser.end()
    return made


class _Parser:
    """Reads one expression from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def expression(self) -> Test:
        parts = [self._term()]
        while self._took("or"):
            parts.append(self._term())
        return parts[0] if len(parts) == 1 else lambda one: any(part(one) for part in parts)

    def _term(self) -> Test:
        parts = [self._factor()]
        while self._took("and"):
            parts.append(self._factor())
        return parts[0] if len(parts) == 1 else lambda one: all(part(one) for part in parts)

    def _factor(self) -> Test:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryError(
                "the expression is nested too deeply", hint=f"{DEEPEST} levels will do"
            )
        try:
            if self._took("not"):
                inner = self._factor()
                return lambda one: not inner(one)
            if self._took("("):
                made = self.expression()
                self._expect(")")
                return made
            return self._test()
        finally:
            self._depth -= 1

    def _test(self) -> Test:
        path = _path(self._next("a setting"))
        sign = self._next("=, !=, <, >, exists, has or in")
        if sign == "exists":
            return lambda one: _at(one, path) is not _NOTHING
        if sign == "in":
            values = self._values()
            return lambda one: any(_equal(_at(one, path), value) for value in values)
        if sign not in {"=", "!=", "has", *_ORDERS}:
            raise QueryError(f"{sign!r} is no test", hint="tests are =, !=, <, >, exists, has, in")
        value = _value(self._next("a value"))
        if sign in _ORDERS:
            compare = _ORDERS[sign]
            return lambda one: _ordered(_at(one, path), value, compare)
        if sign == "has":
            return lambda one: _holds(_at(one, path), value)
        wanted = sign == "="
        return lambda one: _equal(_at(one, path), value) is wanted

    def _values(self) -> list[Any]:
        self._expect("(")
        values = [_value(self._next("a value"))]
        while self._took(","):
            values.append(_value(self._next("a value")))
        self._expect(")")
        return values

    def _took(self, word: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == word:
            self._at += 1
            return True
        return False

    def _next(self, wanted: str) -> str:
        if self._at == len(self._tokens):
            raise QueryError(f"{wanted} is missing at the end of the expression")
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, sign: str) -> None:
        if not self._took(sign):
            found = self._tokens[self._at] if self._at < len(self._tokens) else "the end"
            raise QueryError(f"{sign!r} is missing before {found!r}")

    def end(self) -> None:
        """Refuse what stands behind the expression."""
        if self._at < len(self._tokens):
            raise QueryError(
                f"{self._tokens[self._at]!r} is not expected here",
                hint="join tests with `and` or `or`",
            )


def _tokens(text: str) -> list[str]:
    made, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise QueryError(f"{text[at:].strip()[:20]!r} cannot be read", hint="close the quotes")
        made.append(found[0].strip())
        at = found.end()
    return made


def _path(token: str) -> tuple[str, ...]:
    parts = _PART.findall(token)
    if not parts or token[0] in "'=<>!(),":
        raise QueryError(f"{token!r} is no setting", hint="name it like sample.rate")
    return tuple(_unquoted(part) for part in parts)


def _value(token: str) -> Any:
    if token in _WORDS:
        return _WORDS[token]
    if token[0] in "\"'":
        return _unquoted(token)
    if _NUMBER.fullmatch(token):
        return json.loads(token)
    if token[0] in "=<>!(),":
        raise QueryError(f"{token!r} is no value", hint="put a text with signs in quotes")
    return token


def _unquoted(part: str) -> str:
    if part.startswith('"') and part.endswith('"') and len(part) > 1:
        try:
            return str(json.loads(part))
        except ValueError as error:
            raise QueryError(f"{part} is no text", hint="quotes are as in JSON") from error
    return part[1:-1] if part.startswith("'") else part


def _at(value: Any, path: tuple[str, ...]) -> Any:
    """What a path leads to, or nothing; a number is also the position in a list."""
    for key in path:
        if isinstance(value, Mapping):
            value = value.get(key, _NOTHING)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _NOTHING
    return value


def _equal(found: Any, wanted: Any) -> bool:
    """Equal as JSON values: a boolean is no number."""
    return isinstance(found, bool) is isinstance(wanted, bool) and bool(found == wanted)


def _ordered(found: Any, wanted: Any, compare: Callable[[Any, Any], bool]) -> bool:
    numbers = all(type(one) in (int, float) for one in (found, wanted))
    texts = isinstance(found, str) and isinstance(wanted, str)
    return (numbers or texts) and compare(found, wanted)


def _holds(found: Any, wanted: Any) -> bool:
    if isinstance(found, Mapping):
        return wanted in found
    return isinstance(found, list) and any(_equal(item, wanted) for item in found)
