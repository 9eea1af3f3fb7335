"""Internet addresses: RFC 2673 and RFC 4291, section 2.2."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_FOUR: Final = rf"{_OCTET}(?:\.{_OCTET}){{3}}"

IPV4: Final = f"^{_FOUR}$"
IPV6: Final = r"^[0-9A-Fa-f:.]{2,45}$"

_IPV4 = re.compile(_FOUR)
_IPV6 = re.compile(r"[0-9A-Fa-f:.]{2,45}")


def is_ipv4(text: str) -> bool:
    """Whether the text is an address of version 4 in four decimal numbers."""
    return _IPV4.fullmatch(text) is not None


def is_ipv6(text: str) -> bool:
    """Whether the text is an address of version 6, without a zone."""
    if _IPV6.fullmatch(text) is None:
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True
