"""Whether validators agree that an event is a witness.

jsonschema validates it against both schemas, with all its optional formats or as near to them as
evtool comes. Patterns are matched in linear time, as Python reads them.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from evtool.schema.compatibility.formats import known_format
from evtool.schema.compatibility.formats.hosts import is_disputed
from evtool.schema.compatibility.regex import Dialect, pattern_of

if TYPE_CHECKING:
    from jsonschema import FormatChecker
    from jsonschema.protocols import Validator

_COMMON: Final = ("date-time", "time", "json-pointer", "relative-json-pointer", "idn-hostname")
"""Formats that jsonschema checks with libraries that nearly everybody installs with it."""


class _NotTold(Exception):
    """A validator cannot be asked: it might take forever, or stop with an error."""


def is_confirmed(accepting: Any, refusing: Any, value: Any, *, formats: bool = True) -> bool:
    """Whether jsonschema accepts a value by one schema and refuses it by the other.

    Without `formats` it passes over them, as many validators do.
    """
    try:
        json.dumps(value, ensure_ascii=False).encode()
        checker = _checker() if formats else None
        return _is_valid(accepting, value, checker) and not _is_valid(refusing, value, checker)
    except Exception:  # noqa: BLE001 - a validator may stumble over anything: then it tells nothing
        return False


def _is_valid(schema: Any, value: Any, checker: FormatChecker | None) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of patterns that it may read otherwise
        return bool(_validator()(schema, format_checker=checker).is_valid(value))


@cache
def _validator() -> type[Validator]:
    from jsonschema import Draft7Validator
    from jsonschema.validators import extend

    ours = {
        "additionalProperties": _additional_properties,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
    }
    made: type[Validator] = extend(Draft7Validator, ours)  # type: ignore[no-untyped-call]
    return made


@cache
def _checker() -> FormatChecker:
    from jsonschema import Draft7Validator, FormatChecker

    checker = FormatChecker()
    checker.checkers = {**checker.checkers}
    theirs: Mapping[str, Any] = Draft7Validator.FORMAT_CHECKER.checkers
    checker.checkers.pop("time", None)  # the format of an older draft, by the same name
    for name in _COMMON:
        if name in theirs:
            checker.checkers[name] = theirs[name]
        else:
            checker.checks(name)(_check_of(name))
    _soften(checker, "idn-hostname", is_disputed)
    return checker


def _soften(checker: FormatChecker, name: str, disputed: Callable[[str], bool]) -> None:
    """Let a format pass where a disputed text has it to some validators."""
    check, raises = checker.checkers[name]

    def soften(value: object) -> bool:
        return (isinstance(value, str) and disputed(value)) or bool(check(value))

    checker.checkers[name] = soften, raises


def _check_of(name: str) -> Callable[[object], bool]:
    """Stand in for a library that is not installed, with its habits about times."""
    known = known_format(name)

    def check(value: object) -> bool:
        if known is None or not isinstance(value, str):
            return True
        if name not in {"date-time", "time"}:
            return known.test(value) is not False
        text = value.removesuffix("\n")
        return bool(known.test(text)) and ":60" not in text and not text.startswith("0000-")

    return check


def _matches(pattern: str, text: str) -> bool:
    found = pattern_of(pattern).matches(text, Dialect.PYTHON)
    if found is None:
        raise _NotTold(pattern)
    return found


def _pattern(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(value, str) and not _matches(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], value: Any, _schema: Any
) -> Iterator[Any]:
    if isinstance(value, dict):
        for pattern, schema in patterns.items():
            for name, part in value.items():
                if _matches(pattern, name):
                    yield from validator.descend(part, schema, path=name)


def _additional_properties(
    validator: Any, others: Any, value: Any, schema: Mapping[str, Any]
) -> Iterator[Any]:
    if not isinstance(value, dict):
        return
    named, patterns = schema.get("properties", {}), [*schema.get("patternProperties", {})]
    if patterns == [""]:
        patterns = []  # jsonschema passes over it
    for name, part in value.items():
        if name not in named and not any(_matches(pattern, name) for pattern in patterns):
            yield from validator.descend(part, others, path=name)
