"""Escapes and character classes of ECMA-262, with Annex B."""

from __future__ import annotations

import re
from functools import cached_property

from evtool.rules.regex import characters as sets
from evtool.rules.regex.characters import CharacterSet

_SIMPLE = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_HEX = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")
_OCTAL = re.compile(r"[0-3][0-7]{0,2}|[4-7][0-7]?")
_PROPERTY = re.compile(r"\\[pP]\{[A-Za-z_=0-9]+\}")
_NAME = re.compile(r"k<([A-Za-z_$][\w$]*)>")
_OPENINGS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|(\((?!\?)|\(\?<(?![=!]))", re.DOTALL)


class PatternError(ValueError):
    """A text is no regular expression; `at` counts characters from 0."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class Escapes:
    """A text that is read from left to right; `at` is where reading stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @cached_property
    def groups(self) -> int:
        """How many groups remember what they match."""
        return sum(1 for match in _OPENINGS.finditer(self.text) if match[1])

    @cached_property
    def has_names(self) -> bool:
        """Whether a group has a name, so that a `k` after a backslash refers to one."""
        return any(match[1] == "(?<" for match in _OPENINGS.finditer(self.text))

    def take(self, wanted: str) -> bool:
        """Pass over a text if it stands here."""
        if self.text.startswith(wanted, self.at):
            self.at += len(wanted)
            return True
        return False

    def back_reference(self) -> str | None:
        """The group that is referred to here; None if none is."""
        digits = re.compile(r"\\([1-9][0-9]*)").match(self.text, self.at)
        if digits and int(digits[1]) <= self.groups:
            self.at = digits.end()
            return digits[1]
        if self.has_names and self.text.startswith("\\k", self.at):
            name = _NAME.match(self.text, self.at + 1)
            if name is None:
                raise PatternError("`\\k` without the name of a group", self.at)
            self.at = name.end()
            return name[1]
        return None

    def unicode_property(self) -> str | None:
        """A Unicode property that stands here, such as that of capital letters."""
        match = _PROPERTY.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return match[0]

    def escape(self, *, in_class: bool = False) -> CharacterSet:
        """The characters that an escape stands for; it begins here with its backslash."""
        start = self.at
        self.at += 2
        if start + 1 >= len(self.text):
            raise PatternError("a backslash at the end", start)
        character = self.text[start + 1]
        if character in sets.CLASSES:
            return sets.CLASSES[character]
        if character in _SIMPLE:
            return sets.one(_SIMPLE[character])
        if in_class and character == "b":
            return sets.one("\b")
        return self._coded(start, character, in_class=in_class)

    def _coded(self, start: int, character: str, *, in_class: bool) -> CharacterSet:
        """An escape with a code; without a proper one the character means itself."""
        code = _HEX.match(self.text, start + 1)
        if code is not None:
            self.at = code.end()
            return sets.one(chr(int(code[1] or code[2], 16)))
        if character == "c":
            return self._control(start, in_class=in_class)
        octal = _OCTAL.match(self.text, start + 1)
        if octal is not None:
            self.at = octal.end()
            return sets.one(chr(int(octal[0], 8)))
        return sets.one(character)

    def _control(self, start: int, *, in_class: bool) -> CharacterSet:
        letter = self.text[start + 2 : start + 3]
        extra = letter.isascii() and (letter.isdigit() or letter == "_")
        if (letter.isascii() and letter.isalpha()) or (in_class and extra):
            self.at = start + 3
            return sets.one(chr(ord(letter) % 32))
        self.at = start + 1  # the backslash stands for itself, `c` comes next
        return sets.one("\\")

    def class_members(self) -> tuple[list[tuple[int, int]], tuple[str, ...], bool]:
        """The ranges and properties between `[` and `]`, and whether they are excluded."""
        start = self.at
        self.at += 1
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        properties: list[str] = []
        while not self.take("]"):
            if self.at >= len(self.text):
                raise PatternError("a `[` without its `]`", start)
            unicode_property = self.unicode_property()
            if unicode_property is not None:
                properties.append(unicode_property)
            else:
                ranges += self._members()
        return ranges, tuple(properties), negated

    def _members(self) -> CharacterSet:
        """One character or class, or a range from one character to another."""
        first = self._member()
        more = self.text[self.at : self.at + 1] == "-"
        if not more or self.text[self.at + 1 : self.at + 2] in ("]", ""):
            return first
        dash = self.at
        self.at += 1
        last = self._member()
        if not (_is_single(first) and _is_single(last)):
            return (*first, *sets.one("-"), *last)
        if first[0][0] > last[0][0]:
            raise PatternError("a range in `[]` is out of order", dash)
        return ((first[0][0], last[0][0]),)

    def _member(self) -> CharacterSet:
        if self.text[self.at] == "\\":
            return self.escape(in_class=True)
        self.at += 1
        return sets.one(self.text[self.at - 1])


def _is_single(members: CharacterSet) -> bool:
    return len(members) == 1 and members[0][0] == members[0][1]
