"""Names of tables and columns: small letters, digits and `_`, within the store's limit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container

_OTHER = re.compile(r"[^a-z0-9_]")
_HASH = 8


def plain_name(name: str) -> str:
    """A name in small letters, with `_` in place of all else: `a.b-C` is `a_b_c`."""
    return _OTHER.sub("_", name.lower()) or "_"


def fitting(name: str, limit: int) -> str:
    """A name within a limit; a longer one ends in a hash of all of it."""
    return name if len(name) <= limit else hashed(name, name, limit)


def hashed(name: str, origin: str, limit: int) -> str:
    """A name with a hash of where it comes from at its end, within a limit."""
    mark = hashlib.sha256(origin.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
    return f"{name[: limit - _HASH - 1]}_{mark}"


def free_name(name: str, origin: str, limit: int, taken: Container[str]) -> str:
    """The name within a limit; with a hash where another column has it already."""
    found = fitting(name, limit)
    return hashed(name, origin, limit) if found in taken else found


def table_name(stream: str, major: int, limit: int, prefix: str = "") -> str:
    """The table of a stream; each major version but the first has its own, `..._v2`."""
    ending = "" if major == 1 else f"_v{major}"
    name = plain_name(stream)
    name = f"_{name[1:]}" if name[0].isdecimal() else name
    return fitting(f"{prefix}{name}{ending}", limit)
