"""Names of hosts: RFC 1123, and RFC 5890 for international ones."""

from __future__ import annotations

import re
from typing import Final

from evtool.schema.compatibility.formats.labels import (
    decode_label,
    encode_label,
    is_canonical,
    is_label,
    obeys_direction,
)

HOSTNAME: Final = r"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"
IDN_HOSTNAME: Final = r"^[^\u0000-,/:-@\[-`{-\u007f]+$"

_LONGEST: Final = 253
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")


def is_hostname(text: str) -> bool:
    """Whether all labels are letters, digits and hyphens, and encoded ones decode well."""
    labels = text.split(".")
    if len(text) > _LONGEST or not all(_LABEL.fullmatch(one) for one in labels):
        return False
    return _are_international(labels) if "xn--" in text.lower() else True


def is_idn_hostname(text: str) -> bool | None:
    """Whether all labels are those of IDNA 2008.

    Left open for capital letters, which some validators fold, and for a dot at the end.
    """
    if text.endswith(".") or text != text.lower():
        return None if _are_international(_DOTS.split(text.lower().removesuffix("."))) else False
    return _are_international(_DOTS.split(text))


def is_disputed(text: str) -> bool:
    """Whether validators differ about a name, as some accept encodings that are not canonical."""
    return not all(map(is_canonical, _DOTS.split(text)))


def _are_international(labels: list[str]) -> bool:
    if sum(len(encode_label(one)) + 1 for one in labels) - 1 > _LONGEST:
        return False
    decoded = [decode_label(one) for one in labels]
    if None in decoded:
        return False
    plain = [one for one in decoded if one is not None]
    return all(map(is_label, plain)) and obeys_direction(plain)
