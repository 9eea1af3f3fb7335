"""The order of two names in the root collation of Unicode's CLDR.

JavaScript's `localeCompare` orders by it, on three levels: the whole text by base
characters, then by accents, then by small before capital letters (Unicode Technical
Standard 10). Python has no collation, so the weights are made here, from Unicode's
decompositions and from the few orders below that cannot be derived.

The order is exact for ASCII, Latin-1, Latin Extended-A and every accented letter made
of them, for the Greek and Cyrillic letters listed, and for common punctuation. Of the
rest, symbols and emoji stand before the digits, digits of all scripts by value, other
letters after the listed ones and Han last, each group by code point.
"""
# ruff: noqa: RUF001 - letters and signs that look like others are meant here

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, combining, decimal, decomposition, normalize

CollationKey = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""Weights of the base characters, of the accents, and of the letter cases."""


class Weights(NamedTuple):
    """What one collation element weighs on each level; 0 is to be ignored there."""

    base: int
    accent: int
    case: int


_SYMBOLS = (
    "\t\n\v\f\r\x85\u2028\u2029 _-‐‒–—―⁓,;⁏:!¡?¿‽.·⁕⁖⁘⁙⁚⁛⁜⁝⁞'‘’‚‛‹›\"“”„‟«»()[]{}⁅⁆‖§¶⁋@*⁎⁑/\\&⁊"
    "#%‰‱†‡•‣‧⁃⁌⁍′‵‸※‿⁔⁀⁐⁁⁂`´^¯¨¸°©®←→↑↓+±÷×<=>¬|¦~⁒⁄"
)
_CURRENCIES = "¤¢$£¥₠₡₢₣₤₥₦₩₪₫€₭₮₯₰₱₲₳₴₵₶₷₸₹₺₻₼₽₾₿"
_LETTERS = (
    "abcdefghiıjklmnŋopqĸrstŧuvwxyzþʼ"
    "αβγδεζηθικλμνξοπρστυφχψω"
    "абвгдђеєжзѕиійјклљмнњопрстћуфхцчџшщъыьэюя"
)

# Where a group of characters begins among the base weights: a listed character adds its
# place in the list, any other its code point, below 0x110000.
_OTHER_SYMBOLS = 0x1000
_FIRST_CURRENCY = 0x200000
_FIRST_DIGIT = 0x201000
_FIRST_LETTER = 0x202000
_OTHER_LETTERS = 0x300000
_HAN = 0x500000
_RARE_HAN = 0x700000
_UNASSIGNED = 0x900000

_BASES = (
    {sign: place for place, sign in enumerate(_SYMBOLS, 1)}
    | {sign: _FIRST_CURRENCY + place for place, sign in enumerate(_CURRENCIES)}
    | {letter: _FIRST_LETTER + place for place, letter in enumerate(_LETTERS)}
)

# Accents in their order; all that are not listed weigh the same, between the two groups.
_MARKS_FIRST = (
    "\u0332\u0313\u0314\u0301\u0300\u0306\u0302\u030c\u030a"
    "\u0308\u030b\u0303\u0307\u0338\u0327\u0328\u0304"
)
_MARKS_LAST = (
    "\u0336\u0335\u0305\u0309\u030f\u0310\u0311\u031b\u0321\u0322\u0323\u0324"
    "\u0325\u0326\u032d\u032e\u0330\u0331\u0334\u0339\u0345\u0358\u0360\u0361"
)
# Marks that Unicode does not have: what makes a letter a ligature or a variant of it.
_LIGATURE, _VARIANT, _MIDDLE_DOT = "\ufdd0", "\ufdd1", "\ufdd2"

_NO_ACCENT = 1
_OTHER_MARK = _NO_ACCENT + len(_MARKS_FIRST) + 1
_ACCENTS = {mark: _NO_ACCENT + place for place, mark in enumerate(_MARKS_FIRST, 1)} | {
    mark: _OTHER_MARK + place
    for place, mark in enumerate(_MARKS_LAST + _LIGATURE + _VARIANT + _MIDDLE_DOT, 1)
}

# Decompositions of the collation that Unicode's own table lacks or makes otherwise.
_DECOMPOSITIONS = {
    "æ": f"a{_LIGATURE}e",
    "œ": f"o{_LIGATURE}e",
    "ß": f"s{_LIGATURE}s",
    "ſ": f"s{_VARIANT}",
    "ð": f"d{_VARIANT}",
    "đ": "d\u0335",
    "ħ": "h\u0335",
    "ł": "l\u0335",
    "ø": "o\u0338",
    "ŀ": f"l{_MIDDLE_DOT}",
    "ґ": f"г{_VARIANT}",
}

# Sequences that the collation weighs as one letter.
_WHOLE = (("и\u0306", "й"), ("И\u0306", "Й"), ("l·", "ŀ"), ("L·", "Ŀ"))

_PLAIN, _CAPITAL = 0x02, 0x08
# Case weights of compatibility characters, small and capital (UTS 10, table 15).
_COMPATIBLE = {
    "<wide>": (0x03, 0x09),
    "<font>": (0x05, 0x0B),
    "<circle>": (0x06, 0x0C),
    "<super>": (0x14, 0x1D),
    "<sub>": (0x15, 0x1D),
    "<final>": (0x19, 0x19),
    "<noBreak>": (0x1B, 0x1B),
    "<square>": (0x1C, 0x1D),
    "<fraction>": (0x1E, 0x1E),
}
_OTHER_COMPATIBLE = (0x04, 0x0A)
_CAPITALS = {_PLAIN: _CAPITAL, 0x03: 0x09, 0x04: 0x0A, 0x05: 0x0B, 0x06: 0x0C}


def collation_key(text: str) -> CollationKey:
    """Return what orders `text` among others: texts that collate equal have equal keys."""
    elements = [element for char in _decomposed(text) for element in _elements(char)]
    return (
        tuple(element.base for element in elements if element.base),
        tuple(element.accent for element in elements if element.accent),
        tuple(element.case for element in elements if element.case),
    )


def _decomposed(text: str) -> str:
    """Canonical decomposition, but for the letters that the collation keeps whole."""
    text = normalize("NFD", text)
    for parts, whole in _WHOLE:
        text = text.replace(parts, whole)
    return text


@lru_cache(maxsize=4096)
def _elements(char: str) -> tuple[Weights, ...]:
    small = char.lower()
    if small != char and len(small) == 1:
        return tuple(_capital(element) for element in _elements(small))
    if char in _BASES:
        return (Weights(_BASES[char], _NO_ACCENT, _PLAIN),)
    if char in _DECOMPOSITIONS:
        return tuple(_elements_of(_DECOMPOSITIONS[char]))
    return _compatible_elements(char) or (_single(char),)


def _elements_of(text: str) -> Iterator[Weights]:
    for char in text:
        yield from _elements(char)


def _capital(element: Weights) -> Weights:
    if not element.base:
        return element
    return element._replace(case=_CAPITALS.get(element.case, element.case))


def _compatible_elements(char: str) -> tuple[Weights, ...]:
    """Elements of what Unicode says `char` is a variant of; none where it is its own."""
    tag, *codes = ["<final>", "03C3"] if char == "ς" else decomposition(char).split() or [""]
    small, capital = _COMPATIBLE.get(tag, _OTHER_COMPATIBLE)
    cases = {_PLAIN: small, _CAPITAL: capital}
    original = _decomposed("".join(chr(int(code, 16)) for code in codes))
    return tuple(
        element._replace(case=cases.get(element.case, element.case))
        for element in _elements_of(original)
    )


def _single(char: str) -> Weights:
    """Weights of a character that stands in no list and is a variant of no other."""
    if _is_ignored(char):
        return Weights(0, 0, 0)
    if char in _ACCENTS or combining(char) not in {0, 9} or category(char) == "Me":
        return Weights(0, _ACCENTS.get(char, _OTHER_MARK), _PLAIN)
    return Weights(_base(char), _NO_ACCENT, _PLAIN)


def _is_ignored(char: str) -> bool:
    """Whether `char` controls or selects how others look and means nothing itself."""
    return (
        category(char) in {"Cc", "Cf"}
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
        or char == "\u034f"
    )


def _base(char: str) -> int:
    digit = decimal(char, None)
    if digit is not None:
        return _FIRST_DIGIT + digit
    kind = category(char)
    if kind[0] in "PSZ":
        return _OTHER_SYMBOLS + ord(char)
    if kind in {"Cn", "Co", "Cs"}:
        return _UNASSIGNED + ord(char)
    return _letter_group(char) + ord(char)


def _letter_group(char: str) -> int:
    if "一" <= char <= "\u9fff":
        return _HAN
    if "\u3400" <= char <= "\u4dbf" or char >= "\U00020000":
        return _RARE_HAN
    return _OTHER_LETTERS
