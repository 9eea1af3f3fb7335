"""How a string is written in canonical YAML: plain, quoted, or as a block.

The choices are those of `dump` in js-yaml 3, with its default options. It looks at
UTF-16 units: whatever is outside the basic plane (every emoji) is unprintable to it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

_PRINTABLE = r"\x20-\x7e\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
_UNPRINTABLE = re.compile(rf"[^{_PRINTABLE}]")
_UNPRINTABLE_IN_LINES = re.compile(rf"[^\n{_PRINTABLE}]")
_ESCAPED = re.compile(rf'["\\]|[^{_PRINTABLE}]')

# A colon anywhere makes a string quoted, and so do brackets, and ` #`.
_PLAIN = re.compile(
    rf"(?![\x20\-?:,\[\]{{}}#&*!|=>'\"%@`])(?:(?![,:\[\]{{}}#])[{_PRINTABLE}]|(?<! )\#)+(?<! )"
)
# What could stand plain, but would be read as another type or, by YAML 1.1, as a boolean.
_AMBIGUOUS = re.compile(
    r"""~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<
    |[yY]|yes|Yes|YES|[nN]|no|No|NO|on|On|ON|off|Off|OFF
    |\+?(?:0|0b[01_]*[01]|0x[0-9a-fA-F_]*[0-9a-fA-F]|0[0-7_]*[0-7]|[1-9](?:[0-9_]*[0-9])?)
    |(?:\+?(?:0|[1-9][0-9_]*)(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?(?<!_)
    |\+?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    |[0-9]{4}-[0-9]{2}-[0-9]{2}""",
    re.VERBOSE,
)
_ESCAPES = {
    "\0": r"\0",
    "\a": r"\a",
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\v": r"\v",
    "\f": r"\f",
    "\r": r"\r",
    "\x1b": r"\e",
    '"': r"\"",
    "\\": r"\\",
    "\x85": r"\N",
    "\xa0": r"\_",
    "\u2028": r"\L",
    "\u2029": r"\P",
}
_LEADING_SPACE = re.compile(r"\n* ")
_LINES = re.compile(r"(\n+)([^\n]*)")


@lru_cache(maxsize=8192)
def key_text(name: str) -> str:
    """Write a key, which is one line whatever it contains."""
    if _PLAIN.fullmatch(name) and not _AMBIGUOUS.fullmatch(name):
        return name
    return _double_quoted(name) if _UNPRINTABLE.search(name) else _single_quoted(name)


def string_text(text: str, level: int) -> str:
    """Write a string that is a value at nesting level `level`; the root is level 0.

    The lines of a block are indented for that level. The deeper it is, the fewer
    columns are left to fold long lines to, down to 40.
    """
    return _remembered(text, level) if len(text) <= 1000 else _string_text(text, level)


def _string_text(text: str, level: int) -> str:
    indent = 2 * max(1, level)
    width = max(40, 80 - indent)
    if len(text) <= width and _PLAIN.fullmatch(text) and not _AMBIGUOUS.fullmatch(text):
        return text
    if _UNPRINTABLE_IN_LINES.search(text):
        return _double_quoted(text)
    if any(len(line) > width and line[0] != " " for line in text.split("\n")):
        return f">{_block(text, _fold(text, width), indent)}"
    return f"|{_block(text, text, indent)}" if "\n" in text else _single_quoted(text)


_remembered = lru_cache(maxsize=8192)(_string_text)


def _single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double_quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _block(text: str, body: str, indent: int) -> str:
    """Header and indented lines of a block scalar that holds `text` as `body`."""
    indicator = "2" if _LEADING_SPACE.match(text) else ""
    margin = " " * indent
    lines = "\n".join(margin + line if line else line for line in body.split("\n"))
    return f"{indicator}{_chomping(text)}\n{lines.removesuffix(chr(10))}"


def _chomping(text: str) -> str:
    """Say what becomes of the newlines at the end: `-` none, `+` all, else one."""
    if not text.endswith("\n"):
        return "-"
    return "+" if text == "\n" or text.endswith("\n\n") else ""


def _fold(text: str, width: int) -> str:
    """Break long lines at single spaces; a newline between two lines is written twice.

    Next to a line that begins with a space, and at both ends, newlines stay as they are.
    """
    first = text.partition("\n")[0]
    folded = [_fold_line(first, width)]
    indented = text[0] in "\n "
    for newlines, line in _LINES.findall(text, len(first)):
        before, indented = indented, line.startswith(" ")
        separator = "" if before or indented or not line else "\n"
        folded += newlines, separator, _fold_line(line, width)
    return "".join(folded)


def _fold_line(line: str, width: int) -> str:
    """Put as many words on each line as fit; a longer word has a line of its own."""
    if len(line) <= width or line[0] == " ":
        return line
    head = _head(width)
    lines, start = [], 0
    while len(line) - start > width and (match := head.match(line, start)):
        lines.append(match[1])
        start = match.end()
    return "\n".join([*lines, line[start:]])


@cache
def _head(width: int) -> re.Pattern[str]:
    """Match what fits on a line, or else the shortest that can be broken off."""
    return re.compile(rf"(.{{1,{width}}}|.+?) (?=[^ ])")
