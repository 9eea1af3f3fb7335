"""Rules about one regex: whether it compiles, how long it takes, what it leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.regex import PatternError as NotRegular
from evtool.rules.regex import danger, read
from evtool.rules.rule import rule
from evtool.rules.stream.language import Undecided, loose_name, machine
from evtool.rules.stream.regex_text import (
    has_bare_dot,
    has_top_level_choice,
    with_escaped_dots,
)
from evtool.rules.stream.subject import CheckedStream
from evtool.rules.stream.topic_names import LONGEST
from evtool.streams.pattern import PatternError, split_pattern

_FLAGS = re.compile(r"[A-Za-z]+")
_OTHER_ENGINES = re.compile(r"\(\?[=!<>]|\\[1-9]|[*+?}]\+")


@rule("stream.invalid-regex", Severity.ERROR, on=CheckedStream)
def invalid_regex(stream: CheckedStream) -> Iterator[Problem]:
    r"""A stream name that begins with a slash is a regex between two slashes, and compiles.

    Why: one regex that does not compile made the old service fail for every stream.

    Example:
        /^shop\.job\..+$: {schema_title: shop/job}      # refused: no slash at the end

    Repair: write it as `/^shop\.job\..+$/`; a slash inside it is written `\/`.
    """
    error = stream.pattern_error
    if error and not _is_refused(stream) and not _unknown_flags(stream):
        yield Problem(error.message, error.hint)


@rule("stream.unsafe-regex", Severity.ERROR, on=CheckedStream)
def unsafe_regex(stream: CheckedStream) -> Iterator[Problem]:
    r"""A regex is matched in time that grows with the name, in every engine.

    Why: an engine that goes back over its choices tries them all. With nested repetitions
    these are exponentially many, so that one name stops a client or a service.

    Example:
        /^shop\.(a+)+$/: {schema_title: shop/job}      # refused: (a+)+ repeats twice over

    Repair: repeat once, as in `a+`; give options that begin with different characters; do
    without look-around and back-references.
    """
    error = stream.pattern_error
    if error and _is_refused(stream):
        yield Problem(error.message, error.hint)
    body = _body(stream)
    if error or body is None:
        return
    try:
        found = danger(body, LONGEST)
    except NotRegular:
        return  # RE2 takes it, so it is a regex, but of a dialect that cannot be judged
    if found:
        shown = f", such as on {found.text!r}" if found.text else ""
        message = f"the regex {stream.name} can take too long: {found.reason}{shown}"
        yield Problem(message, "repeat once, and begin options with different characters")


@rule("stream.regex-modifier", Severity.ERROR, on=CheckedStream)
def regex_modifier(stream: CheckedStream) -> Iterator[Problem]:
    r"""A regex ends with its slash: no modifiers behind it.

    Why: the topics of a regex are made by cutting off the slashes. A modifier then becomes
    a part of the regex, which compiles no more, or matches other topics.

    Example:
        /^shop\.job$/i: {schema_title: shop/job}      # refused

    Repair: write what the modifier means into the regex, as in `[Ss]hop`.
    """
    flags = _unknown_flags(stream) or _flags(stream)
    if flags:
        message = f"the regex {stream.name} has the modifiers {flags!r}"
        yield Problem(message, "write what they mean into the regex, as in [Ss]hop")


@rule("stream.top-level-alternation", Severity.ERROR, on=CheckedStream)
def top_level_alternation(stream: CheckedStream) -> Iterator[Problem]:
    """A `|` of a regex stands inside a group.

    Why: anchors, and the prefixes of topics, hold for the nearest option only: `^a|b$` is
    `^a` or `b$`, not one of two whole names.

    Example:
        /^shop_a|shop_b$/: {schema_title: shop/job}      # refused

    Repair: put the options into a group, as in `/^(shop_a|shop_b)$/`.
    """
    body = _body(stream)
    if body is not None and has_top_level_choice(body):
        inside = body.removeprefix("^").removesuffix("$")
        message = f"the options of {stream.name} stand in no group, so anchors bind only one"
        yield Problem(message, f"write /^({inside})$/")


@rule("stream.unanchored-regex", Severity.WARNING, on=CheckedStream)
def unanchored_regex(stream: CheckedStream) -> Iterator[Problem]:
    """A regex says where a name begins and where it ends.

    What begins or ends with `.+` or `.*` needs no anchor there: it says the same.

    Why: a regex is looked for anywhere in a name. Without anchors it also takes streams
    that only contain what it means.

    Example:
        /shop/: {schema_title: shop/job}      # also matches workshop.closed

    Repair: write `^` at the begin and `$` at the end.
    """
    body = _body(stream)
    if body is None or stream.pattern is None or has_top_level_choice(body):
        return
    flags = stream.pattern.flags
    try:
        name = loose_name(machine(body, flags, anywhere=True), machine(body, flags))
    except Undecided:
        if body.startswith(("^", r"\A")) and body.endswith(("$", r"\z")):
            return
        name = ""
    if name is not None:
        also = f", so it also matches {name}" if name else ""
        inside = body.removeprefix("^").removesuffix("$")
        yield Problem(f"the regex {stream.name} is not anchored{also}", f"write /^{inside}$/")


@rule("stream.unescaped-dot", Severity.WARNING, on=CheckedStream)
def unescaped_dot(stream: CheckedStream) -> Iterator[Problem]:
    r"""A dot that separates the parts of a name is escaped.

    Why: a bare dot stands for any character: `shop.job` also matches shop_job.

    Example:
        /^shop.job$/: {schema_title: shop/job}      # ^shop\.job$

    Repair: write `\.`; where any character is meant, `[a-z0-9_]` or the like says it.
    """
    body = _body(stream)
    if body is not None and stream.pattern is not None and has_bare_dot(body):
        message = f"a dot in the regex {stream.name} stands for any character"
        yield Problem(message, f"write /{with_escaped_dots(body)}/")


def _body(stream: CheckedStream) -> str | None:
    parts = _parts(stream)
    return parts[0] if parts else None


def _flags(stream: CheckedStream) -> str:
    parts = _parts(stream)
    return parts[1] if parts and _FLAGS.fullmatch(parts[1]) else ""


def _unknown_flags(stream: CheckedStream) -> str:
    """Flags of other engines, which keep the regex from being used."""
    return _flags(stream) if stream.pattern_error else ""


def _parts(stream: CheckedStream) -> tuple[str, str] | None:
    if not stream.is_regex:
        return None
    try:
        return split_pattern(stream.name)
    except PatternError:
        return None


def _is_refused(stream: CheckedStream) -> bool:
    """Whether it is a regex, but one that no engine can match in linear time."""
    body = _body(stream)
    if body is None or _unknown_flags(stream) or not _OTHER_ENGINES.search(body):
        return False
    try:
        read(body)
    except NotRegular:
        return False
    return True
