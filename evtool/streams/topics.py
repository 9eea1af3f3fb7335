"""The topics that carry a stream.

`topics`, where set, says them. Otherwise each of `topic_prefixes` before the name is one;
without prefixes the name is the topic. For a stream that is a regex, so is its topic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evtool.streams.pattern import Pattern, PatternError, is_pattern, parse_pattern

_INLINE = "imsU"
_ANCHOR = re.compile(r"\^|\\A")
_QUOTED = re.compile(r"[.\\+*?\[^\]$(){}=!<>|:\-#]")


def topics_of(settings: Mapping[str, Any], name: str, pattern: Pattern | None = None) -> list[str]:
    """The topics of a stream; `pattern` is the regex that it is, if it is one.

    The topic of a regex matches a prefix and then a name that the regex matches: with
    all its flags and branches.
    """
    prefixes = _prefixes(settings)
    if settings.get("topics") is not None:
        return list(settings["topics"])
    if prefixes is None:
        return [name]
    if pattern is None:
        return [prefix + name for prefix in prefixes]
    return [_prefixed(pattern, prefixes)] if prefixes else []


def mediawiki_topics(settings: Mapping[str, Any], key: str, requested: str | None) -> list[str]:
    """The topics of an entry exactly as MediaWiki derives them, with its two defects.

    Args:
        settings: What is in effect for the entry.
        key: The name or regex of the entry.
        requested: The name that was asked for; None where all entries are.
    """
    name = requested if requested not in (None, "", "0") else key  # PHP takes both for nothing
    prefixes = _prefixes(settings)
    if settings.get("topics") is not None:
        return list(settings["topics"])
    if prefixes is None:
        return [name]
    if not _is_regex(name):
        return [prefix + name for prefix in prefixes]
    body = name.strip("/")
    anchor = "^" if body.startswith("^") else ""
    quoted = "|".join(_quote(prefix) for prefix in prefixes)
    return [f"/{anchor}({quoted}){body.removeprefix('^')}/"]


def _prefixes(settings: Mapping[str, Any]) -> Sequence[str] | None:
    prefixes = settings.get("topic_prefixes")
    return None if prefixes is None else list(prefixes)


def _is_regex(name: str) -> bool:
    if not is_pattern(name):
        return False
    try:
        parse_pattern(name)
    except PatternError:
        return False
    return True


def _quote(text: str) -> str:
    """A text with what PHP's `preg_quote` escapes: not the slash."""
    return _QUOTED.sub(r"\\\g<0>", text).replace("\0", "\\000")


def _prefixed(pattern: Pattern, prefixes: Sequence[str]) -> str:
    """A regex for topics: each branch is anchored after the prefix, or may start later.

    An anchor inside a group stays where it is, and then matches no topic.
    """
    start = "" if "A" in pattern.flags else ".*"
    branches = _branches(pattern.body)
    parts = [_ANCHOR.sub("", part) if _ANCHOR.match(part) else start + part for part in branches]
    inside = "".join(flag for flag in _INLINE if flag in pattern.flags)
    outside = "".join(flag for flag in pattern.flags if flag not in _INLINE)
    names = "|".join(parts)
    if len(parts) > 1 or inside:
        names = f"(?{inside}:{names})"
    quoted = "|".join(_quote(prefix).replace("/", r"\/") for prefix in prefixes)
    return f"/^(?:{quoted}){names}/{outside}"


def _branches(body: str) -> list[str]:
    """The alternatives of a regex: split at each `|` outside of groups and classes."""
    parts, start, depth, in_class, at = [], 0, 0, False, 0
    while at < len(body):
        sign = body[at]
        if sign == "\\":
            at += 1
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
            at += _literal_bracket(body, at + 1)
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and depth == 0:
            parts.append(body[start:at])
            start = at + 1
        at += 1
    return [*parts, body[start:]]


def _literal_bracket(body: str, at: int) -> int:
    """How many signs after `[` belong to the class before a `]` may end it."""
    negated = body[at : at + 1] == "^"
    return negated + (body[at + negated : at + negated + 1] == "]")
