"""The text of a pattern -> its parts, by the grammar of ECMA-262 with its Annex B.

That is what `new RegExp(pattern)` accepts, which validators in JavaScript call. Only
Unicode properties (a backslash and `p{L}`) are read as what their author meant, not as that letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from evtool.rules.regex import characters as sets
from evtool.rules.regex.escapes import Escapes, PatternError
from evtool.rules.regex.syntax import (
    EMPTY,
    BackReference,
    Boundary,
    Characters,
    Choice,
    Look,
    Part,
    Repeat,
    Sequence,
)

LONGEST = 10_000
"""How many characters of a pattern are read."""

DEEPEST = 60
"""How deeply groups may nest."""

_QUANTIFIER = re.compile(r"([*+?])|\{([0-9]+)(,([0-9]*))?\}")
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")
_NAMED = re.compile(r"\(\?<([A-Za-z_$][\w$]*)>")


@lru_cache(maxsize=2048)
def read(pattern: str) -> Part:
    """The parts of a pattern.

    Raises:
        PatternError: It is no regular expression, too long, or nested too deeply.
    """
    if len(pattern) > LONGEST:
        raise PatternError(f"it has more than {LONGEST:,} characters", 0)
    reader = _Reader(pattern)
    part = reader.choice()
    if reader.at < len(pattern):
        raise PatternError("a `)` without its `(`", reader.at)
    return part


class _Reader(Escapes):
    """Reads from left to right."""

    depth = 0

    def choice(self) -> Part:
        """Options between `|`, up to the end of the group."""
        options = [self.sequence()]
        while self.take("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self) -> Part:
        parts: list[Part] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self.term())
        if not parts:
            return EMPTY
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def term(self) -> Part:
        start = self.at
        atom = self.atom()
        match = _QUANTIFIER.match(self.text, self.at)
        if match is None:
            return atom
        fixed = isinstance(atom, Boundary) or (isinstance(atom, Look) and "<" in atom.opening)
        if fixed:
            raise PatternError("nothing to repeat", start)
        self.at = match.end()
        least, most = _counts(match)
        if most is not None and least > most:
            raise PatternError("the numbers in `{}` are out of order", match.start())
        return Repeat(atom, least, most, greedy=not self.take("?"))

    def atom(self) -> Part:
        character = self.text[self.at]
        if character in "^$":
            self.at += 1
            return Boundary(character)
        if character == "(":
            return self.group()
        if character == "[":
            return self.character_class()
        if character == "\\":
            return self.escaped()
        if character in "*+?" or _QUANTIFIER.match(self.text, self.at):
            raise PatternError("nothing to repeat", self.at)
        self.at += 1
        if character == ".":
            return Characters(sets.NOT_LINE_END)
        return Characters(sets.one(character))

    def group(self) -> Part:
        start = self.at
        self.depth += 1
        if self.depth > DEEPEST:
            raise PatternError(f"groups nest deeper than {DEEPEST}", start)
        look = next((one for one in _LOOKS if self.text.startswith(one, start)), None)
        named = _NAMED.match(self.text, start)
        if look:
            self.at += len(look)
        elif named:
            self.at = named.end()
        elif self.text.startswith("(?:", start):
            self.at += 3
        elif self.text.startswith("(?", start):
            raise PatternError("a group that ECMA-262 does not know", start)
        else:
            self.at += 1
        body = self.choice()
        if not self.take(")"):
            raise PatternError("a `(` without its `)`", start)
        self.depth -= 1
        if look:
            return Look(body, look)
        return Sequence((body,)) if isinstance(body, Boundary | Look) else body

    def escaped(self) -> Part:
        """What stands after a backslash, outside a class."""
        following = self.text[self.at + 1 : self.at + 2]
        if following in ("b", "B"):
            self.at += 2
            return Boundary(following)
        reference = self.back_reference()
        if reference is not None:
            return BackReference(reference)
        unicode_property = self.unicode_property()
        if unicode_property is not None:
            return Characters(sets.EVERY, (unicode_property,))
        return Characters(self.escape())

    def character_class(self) -> Part:
        members, properties, negated = self.class_members()
        listed = sets.union(members)
        if properties:
            return Characters(sets.EVERY, properties, listed, negated)
        return Characters(sets.complement(listed) if negated else listed)


def _counts(match: re.Match[str]) -> tuple[int, int | None]:
    sign, least, comma, most = match.groups()
    if sign:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
    return int(least), int(most) if most else None if comma else int(least)
