"""URIs (RFC 3986), IRIs (RFC 3987) and templates of them (RFC 6570)."""

from __future__ import annotations

import re
from typing import Final

from evtool.schema.compatibility.formats.addresses import is_ipv6

_LETTERS: Final = r"A-Za-z0-9._~\-"
_BEYOND: Final = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 0xE))
    + "\U000e1000-\U000efffd"
)
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_DELIMITERS: Final = "!$&'()*+,;="

URI_REFERENCE: Final = r"^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*$"
URI: Final = r"^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*$"
IRI_REFERENCE: Final = r'^[^\u0000-\u0020"<>\\^`{|}\u007f-\u009f]*$'
IRI: Final = r'^[A-Za-z][A-Za-z0-9+.-]*:[^\u0000-\u0020"<>\\^`{|}\u007f-\u009f]*$'
URI_TEMPLATE: Final = r'^[^\u0000-\u0020"<>\\^`\u007f]*$'

_PARTS = re.compile(
    r"(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_AUTHORITY = re.compile(
    r"(?:(?P<user>[^@]*)@)?(?P<host>\[[^\]]*\]|[^:@\[\]]*)(?::(?P<port>[0-9]*))?", re.DOTALL
)
_FUTURE = re.compile(rf"[vV][0-9A-Fa-f]+\.[{_LETTERS}{_DELIMITERS}:]+")


def is_uri(text: str) -> bool:
    """Whether the text is an absolute or hierarchical URI with a scheme."""
    return _is_reference(text, "") and _has_scheme(text)


def is_uri_reference(text: str) -> bool:
    """Whether the text is a URI or relative to one."""
    return _is_reference(text, "")


def is_iri(text: str) -> bool:
    """Whether the text is a URI that may hold any letters."""
    return _is_reference(text, _BEYOND) and _has_scheme(text)


def is_iri_reference(text: str) -> bool:
    """Whether the text is an IRI or relative to one."""
    return _is_reference(text, _BEYOND)


def _has_scheme(text: str) -> bool:
    found = _PARTS.fullmatch(text)
    return found is not None and found["scheme"] is not None


def _is_reference(text: str, beyond: str) -> bool:
    found = _PARTS.fullmatch(text)
    if found is None or (found["scheme"] is not None and not _SCHEME.fullmatch(found["scheme"])):
        return False
    private = _PRIVATE if beyond else ""
    segments = f":@{_DELIMITERS}{beyond}"
    return (
        _is_authority(found["authority"], beyond)
        and _consists_of(found["path"], f"/{segments}")
        and _consists_of(found["query"], f"/?{segments}{private}")
        and _consists_of(found["fragment"], f"/?{segments}")
        and not (found["authority"] is None and found["path"].startswith("//"))
        and not (found["scheme"] is None and ":" in found["path"].split("/")[0])
    )


def _is_authority(text: str | None, beyond: str) -> bool:
    if text is None:
        return True
    found = _AUTHORITY.fullmatch(text)
    if found is None or not _consists_of(found["user"], f":{_DELIMITERS}{beyond}"):
        return False
    host = found["host"]
    if host.startswith("["):
        return is_ipv6(host[1:-1]) or _FUTURE.fullmatch(host[1:-1]) is not None
    return _consists_of(host, _DELIMITERS + beyond)


def _consists_of(text: str | None, others: str) -> bool:
    if not text:
        return True
    allowed = rf"(?:[{_LETTERS}{others}]|%[0-9A-Fa-f]{{2}})*"
    return re.fullmatch(allowed, text) is not None


_NAME: Final = r"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*"
_VARIABLE: Final = rf"{_NAME}(?:\*|:[1-9][0-9]{{0,3}})?"
_TEMPLATE = re.compile(
    rf"(?:[^\x00-\x20\"'%<>\\^`{{|}}\x7f-\x9f]|%[0-9A-Fa-f]{{2}}"
    rf"|\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*\}})*"
)
_QUOTES = str.maketrans("", "", "'")


def is_uri_template(text: str) -> bool | None:
    """Whether the text is a URI with expressions in braces; apostrophes are left open."""
    if _TEMPLATE.fullmatch(text):
        return True
    return None if _TEMPLATE.fullmatch(text.translate(_QUOTES)) else False
