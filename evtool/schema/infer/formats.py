"""Formats that a text can be recognized to have, each with the longest text that fits it.

The tests here are at least as strict as those of the validators in use: what is recognized as a
date-time is accepted as one everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple

_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")


class Format(NamedTuple):
    """A JSON Schema format: the `maxLength` to declare with it, and how to recognize it."""

    max_length: int
    fits: Callable[[str], bool]


def _is_date_time(text: str) -> bool:
    """RFC 3339 with an existing day; a leap second is not recognized."""
    if not _DATE_TIME.fullmatch(text):
        return False
    try:
        datetime.strptime(text[:10], "%Y-%m-%d")  # noqa: DTZ007 - only whether the day exists
    except ValueError:
        return False
    return True


def _is_uri(text: str) -> bool:
    """An absolute URI with an authority (RFC 3986), so that `note: text` is none."""
    return _URI.fullmatch(text) is not None and text.count("#") <= 1


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def _is_ipv4(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return text.isascii()


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return text.isascii() and "%" not in text


FORMATS: dict[str, Format] = {
    "date-time": Format(128, _is_date_time),
    "uri": Format(8192, _is_uri),
    "uuid": Format(36, _is_uuid),
    "ipv4": Format(15, _is_ipv4),
    "ipv6": Format(45, _is_ipv6),
}


def formats_of(text: str, candidates: frozenset[str]) -> frozenset[str]:
    """Those of the candidates that a text fits, length included."""
    return frozenset(
        name
        for name in candidates
        if len(text) <= FORMATS[name].max_length and FORMATS[name].fits(text)
    )
