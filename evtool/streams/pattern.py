r"""Stream names that are regexes: written as PHP has them, matched in linear time.

`/^job\..+/i` has slashes around it and flags behind it; it is looked for anywhere in a
name, so anchors are the author's business. RE2 does the matching: no regex, whatever it
is, takes more than linear time, for which it lacks backreferences and look-around. Names
are matched as bytes of UTF-8, as PCRE does, or as characters with the flag `u`. The only
module that knows google-re2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import re2  # type: ignore[import-untyped]

from evtool.errors import EvtoolError

DELIMITER = "/"
LONGEST = 4096
"""The longest regex, in characters."""

_INLINE = "imsU"  # flags that RE2 takes inside the regex
_SILENT = "uDS \n\r"  # u: the encoding; D: always so; S: a hint; PHP skips white space
_MEMORY = 64 * 1024 * 1024  # of the automaton for all regexes; only what is needed is used
_SENTINEL = b"\0evtool"


class PatternError(EvtoolError):
    """A stream name begins with a slash and is no regex that can be matched."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One regex: the text between the slashes, the flags, and the machine."""

    source: str
    body: str
    flags: str
    _machine: Any = field(repr=False, compare=False)

    def matches(self, name: str) -> bool:
        """Whether it is found in a name."""
        return self._machine.search(as_bytes(name)) is not None

    @property
    def by_characters(self) -> bool:
        """Whether names are matched as characters, not as bytes."""
        return "u" in self.flags


def is_pattern(name: str) -> bool:
    """Whether a name is meant as a regex."""
    return name.startswith(DELIMITER)


def parse_pattern(source: str) -> Pattern:
    """The regex that a stream name is.

    Raises:
        PatternError: A delimiter is missing, an unknown flag, or it does not compile.
    """
    if len(source) > LONGEST:
        raise PatternError(f"the regex has {len(source):,} characters", hint=f"{LONGEST:,} will do")
    body, flags = split_pattern(source)
    for flag in flags:
        if flag not in _INLINE + _SILENT + "A":
            raise PatternError(
                f"the regex {source} ends with the flag {flag!r}, which is not known",
                hint="a slash inside a regex is written \\/; flags are i, m, s, u, A, D and U",
            )
    return Pattern(source, body, flags, _compile(source, body, flags))


def split_pattern(source: str) -> tuple[str, str]:
    """The text between the slashes, and the flags; the first bare slash ends the regex.

    Raises:
        PatternError: There is no second slash.
    """
    at = 1
    while at < len(source):
        if source[at] == DELIMITER and is_pattern(source):
            return source[1:at], source[at + 1 :]
        at += 2 if source[at] == "\\" else 1
    raise PatternError(
        f"the regex {source} has no slash at its end", hint=f"write {source.rstrip('/')}.../"
    )


def _compile(source: str, body: str, flags: str) -> Any:
    try:
        return re2.compile(_expression(body, flags), _options("u" in flags))
    except re2.error as error:
        reason = error.args[0]
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        raise PatternError(
            f"the regex {source} does not compile: {reason}",
            hint="write it without look-around and backreferences, and repeat 1000 times at most",
        ) from error


def _expression(body: str, flags: str) -> bytes:
    inline = "".join(flag for flag in _INLINE if flag in flags)
    start = f"(?{inline})" if inline else ""
    whole = rf"\A(?:{body})" if "A" in flags else body
    return as_bytes(start + whole)


def _options(by_characters: bool) -> Any:  # noqa: FBT001 - one question, asked by position
    made = re2.Options()
    made.encoding = made.Encoding.UTF8 if by_characters else made.Encoding.LATIN1
    made.log_errors = False
    return made


def as_bytes(name: str) -> bytes:
    """A name as it is matched."""
    return name.encode("utf-8", "surrogatepass")


class PatternSet:
    """Several regexes that are all looked for at once, in one pass over a name."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._groups = [
            _Group([(at, one) for at, one in enumerate(patterns) if one.by_characters is kind])
            for kind in (False, True)
            if any(one.by_characters is kind for one in patterns)
        ]

    def matching(self, name: str) -> list[int]:
        """The positions of the regexes that are found in a name, in order."""
        text = as_bytes(name)
        return sorted(at for group in self._groups for at in group.matching(text))

    def first(self, name: str) -> int | None:
        """The position of the first regex that is found in a name."""
        return min(self.matching(name), default=None)


class _Group:
    """Regexes of one encoding, as one automaton where that fits its memory."""

    def __init__(self, patterns: Sequence[tuple[int, Pattern]]) -> None:
        self._patterns = patterns
        self._all = self._together()

    def matching(self, text: bytes) -> list[int]:
        if self._all is None:
            return [at for at, one in self._patterns if one._machine.search(text)]  # noqa: SLF001 - same module
        return [self._patterns[at][0] for at in self._all.Match(text) or ()]

    def _together(self) -> Any | None:
        """One automaton; None where it has no room, which shows when nothing is found in it."""
        options = _options(self._patterns[0][1].by_characters)
        options.max_mem = _MEMORY
        made = re2.Set.SearchSet(options)
        try:
            for _, one in self._patterns:
                made.Add(_expression(one.body, one.flags))
            made.Add(rb"\A\x00evtool\z")
            made.Compile()
        except re2.error:
            return None
        found = made.Match(_SENTINEL) or ()
        return made if len(self._patterns) in found else None
