"""The parameters of a request, as PHP and MediaWiki read them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_to_bytes

SEPARATOR = "\x1f"
"""In front of a value that holds several, it separates them instead of `|`."""

MOST_PARAMETERS = 1000
"""PHP drops what comes after (`max_input_vars`)."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def parse_parameters(query: str) -> dict[str, str]:
    """The parameters of a query or a form by name; the last of several counts.

    A name with brackets makes an array in PHP, which no parameter here is: it is left out.
    """
    made: dict[str, str] = {}
    for bit in query.split("&")[:MOST_PARAMETERS]:
        name, _, value = bit.partition("=")
        name = url_decoded(name).lstrip(" ").replace(" ", "_").replace(".", "_")
        if name and "[" not in name:
            made[name] = url_decoded(value)
    return made


def url_decoded(text: str) -> str:
    """PHP's `urldecode`: plus signs are spaces, percent signs bytes of UTF-8."""
    spaced = text.replace("+", " ")
    if "%" not in spaced:
        return spaced
    return unquote_to_bytes(spaced).decode("utf-8", "replace")


def normal(text: str) -> str:
    """The text as MediaWiki takes it: composed (NFC), without control characters."""
    return unicodedata.normalize("NFC", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))


def split_values(value: str) -> list[str]:
    """The values that a parameter holds: separated by `|`, or as its first sign says."""
    if value.startswith(SEPARATOR):
        rest = value[1:]
        return [normal(one) for one in rest.split(SEPARATOR)] if rest else []
    return normal(value).split("|") if value else []
