"""`format`: one fixed text for each format that the reference generator knows.

Two of them are not reproducible there: `date` and `time` depend on the clock. Here they
are the two halves of the moment that the reference tool sets for `date-time`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from evtool.schema.example.failure import Refusal

_MOMENT = "2021-01-01T00:00:00.000Z"
_URI = "http://hhhhh.ddhjhj"
_EMAIL = "jjjj@hhhhh.dd"
_HOST = "hhhhh.dd"

TEXTS: Final = MappingProxyType(
    {
        "date": _MOMENT[:10],
        "date-time": _MOMENT,
        "datetime": _MOMENT,
        "email": _EMAIL,
        "hostname": _HOST,
        "idn-email": _EMAIL,
        "idn-hostname": _HOST,
        "ipv4": "38.38.38.38",
        "ipv6": ":".join(["cccc"] * 8),
        "iri": _URI,
        "iri-reference": _URI,
        "json-pointer": "/hk/hk",
        "regex": ".+?",
        "slug": "jj",
        "time": _MOMENT[11:],
        "uri": _URI,
        "uri-reference": "http://example.org",
        "uri-template": f"http://{_HOST}/{{d9}}/{{d9}}",
        "uuid": "22222222-2222-2222-2222-222222222222",
    }
)


def format_text(name: Any) -> str:
    """The text that stands for a format.

    Raises:
        Refusal: The format has none.
    """
    known = TEXTS.get(name) if isinstance(name, str) else None
    if known is None:
        raise Refusal(
            f"no text is known for the format {name!r}",
            f"use one of {', '.join(sorted(TEXTS))}, or write `examples:` by hand",
        )
    return known
