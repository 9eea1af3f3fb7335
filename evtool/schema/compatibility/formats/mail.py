"""Addresses of mail: RFC 5321 section 4.1.2, and RFC 6531 for international ones."""

from __future__ import annotations

import re
from typing import Final

from evtool.schema.compatibility.formats.addresses import is_ipv4, is_ipv6
from evtool.schema.compatibility.formats.hosts import is_hostname

EMAIL: Final = r"^[\s\S]+@[\s\S]+$"

_LONGEST_LOCAL: Final = 64
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]+")
_SURELY_WRONG = re.compile(r"^\.|\.\.|\.$|[\s()<>,;:\\\"@\[\]]")


def is_email(text: str) -> bool | None:
    """Whether the text is a mailbox; left open where validators are more or less strict."""
    return False if not text.isascii() and "@" not in text else _is_mailbox(text, plain=True)


def is_idn_email(text: str) -> bool | None:
    """Whether the text is a mailbox that may hold any letters."""
    return _is_mailbox(text, plain=False)


def _is_mailbox(text: str, *, plain: bool) -> bool | None:
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        return False
    answers = [_is_local(local), _is_domain(domain)]
    if False in answers:
        return False
    if plain and not text.isascii():
        return False
    return None if None in answers else True


def _is_local(text: str) -> bool | None:
    if text.startswith('"') and text.endswith('"') and len(text) > 2:
        inside = re.sub(r"\\.", "", text[1:-1])
        return True if "\\" not in inside and '"' not in inside else None
    if _SURELY_WRONG.search(text):
        return False
    if len(text) > _LONGEST_LOCAL:
        return None
    return True if all(_ATOM.fullmatch(one) for one in text.split(".")) else None


def _is_domain(text: str) -> bool | None:
    if text.startswith("[") and text.endswith("]"):
        inside = text[1:-1]
        version_6 = inside.startswith("IPv6:") and is_ipv6(inside[5:])
        return True if version_6 or is_ipv4(inside) else _left_open(inside)
    if is_hostname(text):
        return True
    if text.isascii() or re.search(r"^[.-]|[\s@,]|\.\.|[.-]$", text):
        return False
    return None


def _left_open(inside: str) -> bool | None:
    """Other kinds of addresses have a name before a colon; what only looks like one is wrong."""
    return None if ":" in inside and not inside.startswith("IPv6:") else False
