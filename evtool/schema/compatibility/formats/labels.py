"""The labels of international host names: RFC 5891 (validity), 5892 (characters), 5893 (bidi)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

_ALLOWED: Final = frozenset("\u00df\u03c2\u06fd\u06fe\u0f0b\u3007-")
_REFUSED: Final = frozenset("\u0640\u07fa\u302e\u302f\u3031\u3032\u3033\u3034\u3035\u303b")
_IGNORABLE: Final = (
    (0x034F, 0x034F), (0x1100, 0x11FF), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x20D0, 0x20FF),
    (0x3164, 0x3164), (0xA960, 0xA97F), (0xD7B0, 0xD7FF), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0),
    (0x1D100, 0x1D24F), (0xE0000, 0xE0FFF),
)  # fmt: skip
_LETTERS: Final = frozenset(["Ll", "Lu", "Lo", "Nd", "Lm", "Mn", "Mc"])
_VIRAMA: Final = 9
_RIGHT_JOINING: Final = frozenset(
    "\u0622\u0623\u0624\u0625\u0627\u0629\u062f\u0630\u0631\u0632\u0648\u0671\u0672\u0673"
    "\u0675\u0676\u0677\u0688\u0689\u068a\u068b\u068c\u068d\u068e\u068f\u0690\u0691\u0692"
    "\u0693\u0694\u0695\u0696\u0697\u0698\u0699\u06c0\u06c3\u06c4\u06c5\u06c6\u06c7\u06c8"
    "\u06c9\u06ca\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef"
)


def decode_label(label: str) -> str | None:
    """A label as people read it; None where its encoding is broken."""
    plain = _decoded(label)
    return plain if plain is None or is_canonical(label) else None


def is_canonical(label: str) -> bool:
    """Whether an encoded label is what its letters are encoded as; not all validators look."""
    plain = _decoded(label)
    return plain is None or plain == label or encode_label(plain) == label.lower()


def _decoded(label: str) -> str | None:
    if not label.lower().startswith("xn--"):
        return label
    try:
        plain = label[4:].lower().encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return None
    return None if plain.isascii() else plain


def encode_label(label: str) -> str:
    """A label as it stands in the domain name system."""
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def is_label(label: str) -> bool:
    """Whether a decoded label may stand in a host name."""
    if not label or len(encode_label(label)) > 63:
        return False
    if label.startswith("-") or label.endswith("-") or label[2:4] == "--":
        return False
    if unicodedata.category(label[0]).startswith("M"):
        return False
    if unicodedata.normalize("NFC", label) != label:
        return False
    return all(_may_stand(label, position) for position in range(len(label)))


def obeys_direction(labels: Sequence[str]) -> bool:
    """Whether a name with letters that run from right to left keeps them apart from others."""
    if not any(unicodedata.bidirectional(one) in {"R", "AL", "AN"} for one in "".join(labels)):
        return True
    return all(map(_is_directed, labels))


def _may_stand(label: str, position: int) -> bool:
    character = label[position]
    rule = _IN_CONTEXT.get(character)
    if rule is not None:
        return rule(label, position)
    return _is_valid(character)


def _is_valid(character: str) -> bool:
    if character in _ALLOWED:
        return True
    if character in _REFUSED or any(low <= ord(character) <= high for low, high in _IGNORABLE):
        return False
    compatible = unicodedata.normalize("NFKC", character).casefold()
    if unicodedata.normalize("NFKC", compatible) != character:
        return False
    return unicodedata.category(character) in _LETTERS


def _is_directed(label: str) -> bool:
    kinds = [unicodedata.bidirectional(one) for one in label]
    while kinds and kinds[-1] == "NSM":
        kinds.pop()
    if not kinds:
        return False
    if kinds[0] in {"R", "AL"}:
        inside = {"R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"}
        ends = {"R", "AL", "EN", "AN"}
        return set(kinds) <= inside and kinds[-1] in ends and not {"EN", "AN"} <= set(kinds)
    inside = {"L", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"}
    return kinds[0] == "L" and set(kinds) <= inside and kinds[-1] in {"L", "EN"}


def _after_virama(label: str, position: int) -> bool:
    return position > 0 and unicodedata.combining(label[position - 1]) == _VIRAMA


def _joins(label: str, position: int) -> bool:
    if _after_virama(label, position):
        return True
    before, after = _next_letter(label[:position][::-1]), _next_letter(label[position + 1 :])
    return _is_arabic(before) and before not in _RIGHT_JOINING and _is_arabic(after)


def _next_letter(text: str) -> str:
    """The first character that is no mark."""
    return next((one for one in text if unicodedata.category(one) != "Mn"), "")


def _is_arabic(character: str) -> bool:
    return character != "" and unicodedata.bidirectional(character) == "AL"


def _in_catalan(label: str, position: int) -> bool:
    return label[max(position - 1, 0) : position + 2] == "l\u00b7l"


def _before_greek(label: str, position: int) -> bool:
    return _named(label[position + 1 : position + 2], "GREEK")


def _after_hebrew(label: str, position: int) -> bool:
    return position > 0 and _named(label[position - 1], "HEBREW")


def _with_kana(label: str, _position: int) -> bool:
    scripts = ("HIRAGANA", "KATAKANA LETTER", "CJK", "IDEOGRAPHIC")
    return any(_named(one, *scripts) for one in label)


def _without(other: str) -> Callable[[str, int], bool]:
    return lambda label, _position: not set(label) & set(other)


def _named(character: str, *prefixes: str) -> bool:
    return character != "" and unicodedata.name(character, "").startswith(prefixes)


_ARABIC: Final = "".join(map(chr, range(0x0660, 0x066A)))
_EXTENDED: Final = "".join(map(chr, range(0x06F0, 0x06FA)))

_IN_CONTEXT: Final[Mapping[str, Callable[[str, int], bool]]] = {
    "\u200d": _after_virama,
    "\u200c": _joins,
    "\u00b7": _in_catalan,
    "\u0375": _before_greek,
    "\u05f3": _after_hebrew,
    "\u05f4": _after_hebrew,
    "\u30fb": _with_kana,
    **dict.fromkeys(_ARABIC, _without(_EXTENDED)),
    **dict.fromkeys(_EXTENDED, _without(_ARABIC)),
}
