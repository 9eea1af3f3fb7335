"""All formats that mean something: those of draft-07, and those that some validators add."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from evtool.schema.compatibility.formats import (
    addresses,
    hosts,
    identifiers,
    mail,
    pointers,
    times,
)
from evtool.schema.compatibility.formats.model import EVERY_STRING, Format
from evtool.schema.compatibility.regex.parser import (
    InvalidPattern,
    UnsupportedPattern,
    parse,
)


def known_format(name: Any) -> Format | None:
    """The format of this name; None where the name is only an annotation."""
    return _FORMATS.get(name) if isinstance(name, str) else None


def _is_regex(text: str) -> bool | None:
    """Whether the text is a pattern; left open where only strict engines refuse it."""
    try:
        parse(text)
        parse(text, strict=True)
    except UnsupportedPattern:
        return None
    except InvalidPattern:
        return None if _is_readable(text) else False
    return True


def _is_readable(text: str) -> bool:
    try:
        parse(text)
    except InvalidPattern:
        return False
    return True


def _open_unless(pattern: str) -> Callable[[str], bool | None]:
    """The test of a format that is an annotation to some validators: nothing fails it for sure."""
    test = re.compile(pattern)
    return lambda text: True if test.fullmatch(text) else None


_WITHIN: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("idn-email",),
    "hostname": ("idn-hostname",),
    "iri": ("iri-reference",),
    "uri": ("uri-reference", "iri", "iri-reference"),
    "uri-reference": ("iri-reference",),
}

_TESTS: Final[Mapping[str, tuple[Callable[[str], bool | None], str]]] = {
    "date": (times.is_date, times.DATE),
    "date-time": (times.is_date_time, times.DATE_TIME),
    "email": (mail.is_email, mail.EMAIL),
    "hostname": (hosts.is_hostname, hosts.HOSTNAME),
    "idn-email": (mail.is_idn_email, mail.EMAIL),
    "idn-hostname": (hosts.is_idn_hostname, hosts.IDN_HOSTNAME),
    "ipv4": (addresses.is_ipv4, addresses.IPV4),
    "ipv6": (addresses.is_ipv6, addresses.IPV6),
    "iri": (identifiers.is_iri, identifiers.IRI),
    "iri-reference": (identifiers.is_iri_reference, identifiers.IRI_REFERENCE),
    "json-pointer": (pointers.is_json_pointer, pointers.JSON_POINTER),
    "regex": (_is_regex, EVERY_STRING),
    "relative-json-pointer": (pointers.is_relative_json_pointer, EVERY_STRING),
    "time": (times.is_time, times.TIME),
    "uri": (identifiers.is_uri, identifiers.URI),
    "uri-reference": (identifiers.is_uri_reference, identifiers.URI_REFERENCE),
    "uri-template": (identifiers.is_uri_template, identifiers.URI_TEMPLATE),
}

_CONTESTED: Final[Mapping[str, tuple[str, str]]] = {
    "byte": ("(?:[A-Za-z0-9+/]{4})*", "dGVzdHM0"),
    "color": ("#[0-9a-f]{6}", "#00af89"),
    "duration": ("P[0-9]+D|PT[0-9]+[HMS]", "PT1H"),
    "iso-date-time": (times.DATE_TIME[1:-1], "2024-05-01T12:00:00Z"),
    "iso-time": (times.TIME[1:-1], "12:00:00Z"),
    "json-pointer-uri-fragment": ("#(?:/[a-z]*)*", "#/a"),
    "url": ("https?://[a-z]+[.](?:com|org)/?", "https://example.org"),
    "uuid": ("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
}
"""Formats that draft-07 does not know but common validators assert."""

_SAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("2024-05-01", "1999-12-31"),
    "date-time": ("2024-05-01T12:00:00Z", "2024-05-01T12:00:00.123Z", "1999-12-31T23:59:59+02:00"),
    "email": ("ada@example.org", "a@b.io"),
    "hostname": ("example.org", "a"),
    "idn-email": ("ada@example.org", "a@b.io"),
    "idn-hostname": ("example.org", "a"),
    "ipv4": ("192.0.2.1", "127.0.0.1"),
    "ipv6": ("2001:db8::1", "::1"),
    "iri": ("https://example.org/", "urn:a"),
    "iri-reference": ("/a", "https://example.org/", "", "#a"),
    "json-pointer": ("/a", "", "/a/0"),
    "regex": ("^a$", "a", ""),
    "relative-json-pointer": ("0", "1/a", "0#"),
    "time": ("12:00:00Z", "23:59:59.5+01:00"),
    "uri": ("https://example.org/", "urn:a", "https://example.org/a?b=c#d"),
    "uri-reference": ("/a", "https://example.org/", "", "#a"),
    "uri-template": ("/{a}", "", "https://example.org/{a}"),
}

_EXACT: Final = frozenset(["date", "ipv4", "json-pointer"])

_FORMATS: Final[Mapping[str, Format]] = {
    **{
        name: Format(
            name,
            test,
            _SAMPLES[name],
            cover,
            exact=name in _EXACT,
            within=frozenset(_WITHIN.get(name, ())),
        )
        for name, (test, cover) in _TESTS.items()
    },
    **{
        name: Format(name, _open_unless(pattern), (sample,))
        for name, (pattern, sample) in _CONTESTED.items()
    },
}
