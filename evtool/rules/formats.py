"""The formats of draft-07, and those that validators of events know besides.

Each function says whether a text has the format. Sources: RFC 3339 (times), 3986 (URIs),
3987 (IRIs), 5321 and 6531 (addresses of mail), 1123 and 5890 (names of hosts), 2673 and
4291 (addresses), 6570 (templates), 6901 (pointers), 4122 (UUIDs).
"""

from __future__ import annotations

import datetime
import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from evtool.rules.regex import PatternError, read

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|([+-])(\d{2}):(\d{2}))", re.ASCII)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII | re.IGNORECASE)
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_QUOTED = re.compile(r'"(?:[^"\\\r\n]|\\[ -~])*"')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_URI = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
_IRI = re.compile(r"(?:[^\x00-\x20\x7f-\x9f\"<>\\^`{|}%]|%[0-9A-Fa-f]{2})*")
_TEMPLATE = re.compile(r"(?:[^\x00-\x20\"'%<>\\^`{|}]|%[0-9A-Fa-f]{2}|\{[^{}\s]+\})*")
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_RELATIVE = re.compile(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)", re.ASCII)
_UUID = re.compile(r"(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_date(text: str) -> bool:
    """`full-date`: a day that the calendar has."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        datetime.date(*map(int, match.groups()))
    except ValueError:
        return match[1] == "0000" and int(match[2]) in range(1, 13)
    return True


def is_time(text: str) -> bool:
    """`full-time`, with its offset; a leap second only where UTC has one."""
    match = _TIME.fullmatch(text)
    if match is None:
        return False
    hour, minute, second = (int(match[at]) for at in (1, 2, 3))
    off_hour, off_minute = int(match[5] or 0), int(match[6] or 0)
    if hour > 23 or minute > 59 or second > 60 or off_hour > 23 or off_minute > 59:
        return False
    offset = (off_hour * 60 + off_minute) * (-1 if match[4] == "-" else 1)
    return second < 60 or (hour * 60 + minute - offset) % 1440 == 1439


def is_date_time(text: str) -> bool:
    """`date-time`: a date, a `T`, a time with its offset."""
    return len(text) > 10 and text[10] in "Tt" and is_date(text[:10]) and is_time(text[11:])


def is_hostname(text: str) -> bool:
    """Labels joined by dots."""
    return len(text) <= 253 and all(map(_LABEL.fullmatch, text.split(".")))


def is_idn_hostname(text: str) -> bool:
    """A host name that may hold letters beyond ASCII."""
    try:
        return bool(text) and is_hostname(text.encode("idna").decode("ascii"))
    except UnicodeError:
        return False


def is_email(text: str) -> bool:
    """A mailbox: a local part, `@`, a host or an address in brackets."""
    local, at, domain = text.rpartition("@")
    if not at or not (_ATOM.fullmatch(local) or _QUOTED.fullmatch(local)):
        return False
    return is_hostname(domain) or _is_address_literal(domain)


def is_idn_email(text: str) -> bool:
    """A mailbox that may hold letters beyond ASCII."""
    local, at, domain = text.rpartition("@")
    plain = "".join(one if one.isascii() else "x" for one in local)
    if not at or not (_ATOM.fullmatch(plain) or _QUOTED.fullmatch(plain)):
        return False
    return is_idn_hostname(domain) or _is_address_literal(domain)


def _is_address_literal(domain: str) -> bool:
    inside = domain.removeprefix("[").removesuffix("]")
    if len(inside) != len(domain) - 2:
        return False
    return is_ipv4(inside) or is_ipv6(inside.removeprefix("IPv6:"))


def is_ipv4(text: str) -> bool:
    """Four numbers up to 255, without leading zeros."""
    return text.isascii() and _parses(ipaddress.IPv4Address, text)


def is_ipv6(text: str) -> bool:
    """An address of IP version 6, without a zone."""
    return text.isascii() and "%" not in text and _parses(ipaddress.IPv6Address, text)


def is_uri(text: str) -> bool:
    """An absolute URI."""
    return _has_scheme(text) and is_uri_reference(text)


def is_uri_reference(text: str) -> bool:
    """A URI, or what is resolved against one."""
    return _URI.fullmatch(text) is not None and _is_reference(text)


def is_iri(text: str) -> bool:
    """A URI that may hold characters beyond ASCII."""
    return _has_scheme(text) and is_iri_reference(text)


def is_iri_reference(text: str) -> bool:
    """An IRI, or what is resolved against one."""
    return _IRI.fullmatch(text) is not None and _is_reference(text)


def _has_scheme(text: str) -> bool:
    scheme, colon, rest = text.partition(":")
    return bool(colon and rest and _SCHEME.fullmatch(scheme))


def _is_reference(text: str) -> bool:
    """Brackets belong to a host of IP version 6 only, and there is one fragment at most."""
    before, _, fragment = text.partition("#")
    if "#" in fragment or re.search(r"[\[\]]", fragment):
        return False
    first = re.split(r"[/?]", before)[0]
    if ":" in first and not _SCHEME.fullmatch(first.partition(":")[0]):
        return False
    authority = re.match(r"(?:[^:/?]+:)?//([^/?]*)", before)
    rest = before[authority.end() :] if authority else before
    if re.search(r"[\[\]]", rest):
        return False
    return authority is None or _is_authority(authority[1])


def _is_authority(text: str) -> bool:
    host = text.rpartition("@")[2]
    match = re.fullmatch(r"(\[[^\]]*\]|[^\[\]:]*)(?::[0-9]*)?", host)
    if match is None:
        return False
    inside = match[1].strip("[]")
    return not match[1].startswith("[") or is_ipv6(inside) or inside.startswith("v")


def is_uri_template(text: str) -> bool:
    """A URI with expressions in braces."""
    return _TEMPLATE.fullmatch(text) is not None


def is_json_pointer(text: str) -> bool:
    """A JSON pointer in its plain form."""
    return _POINTER.fullmatch(text) is not None


def is_relative_json_pointer(text: str) -> bool:
    """A number of levels up, then a pointer or `#`."""
    return _RELATIVE.fullmatch(text) is not None


def is_json_pointer_fragment(text: str) -> bool:
    """A JSON pointer as the fragment of a URI."""
    return text.startswith("#") and is_json_pointer(text[1:]) and bool(_URI.fullmatch(text[1:]))


def is_regex(text: str) -> bool:
    """A regular expression of ECMA-262."""
    try:
        read(text)
    except PatternError:
        return False
    return True


def is_uuid(text: str) -> bool:
    """A UUID, perhaps as a URN."""
    return _UUID.fullmatch(text) is not None


def _parses(kind: Callable[[str], Any], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True


_TESTS: Mapping[str, Callable[[str], bool]] = {
    "date": is_date,
    "date-time": is_date_time,
    "email": is_email,
    "hostname": is_hostname,
    "idn-email": is_idn_email,
    "idn-hostname": is_idn_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "iri": is_iri,
    "iri-reference": is_iri_reference,
    "json-pointer": is_json_pointer,
    "json-pointer-uri-fragment": is_json_pointer_fragment,
    "regex": is_regex,
    "relative-json-pointer": is_relative_json_pointer,
    "time": is_time,
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "uri-template": is_uri_template,
    "url": is_uri,
    "uuid": is_uuid,
}


def _on_texts(test: Callable[[str], bool]) -> Callable[[Any], bool]:
    """A format says nothing about values that are no texts."""
    return lambda value: not isinstance(value, str) or test(value)


CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    name: _on_texts(test) for name, test in _TESTS.items()
}
"""Format -> whether a value has it."""
