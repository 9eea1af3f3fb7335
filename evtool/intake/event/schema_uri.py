"""The one form in which an event may name its schema, checked before anything is read."""

from __future__ import annotations

import re

LONGEST = 512
"""Characters of the longest schema URI."""

_SEGMENT = r"[A-Za-z0-9_~+-][A-Za-z0-9_.~+-]{0,199}"  # no file has a longer name
_NUMBER = r"(?:0|[1-9][0-9]{0,15})"
_URI = re.compile(rf"/(?:{_SEGMENT}/)+{_NUMBER}\.{_NUMBER}\.{_NUMBER}", re.ASCII)


def is_schema_uri(text: str) -> bool:
    """Whether a text is `/<title>/<major>.<minor>.<patch>` and nothing else.

    Nothing in it can climb out of a repository, name a host, or be written in two ways:
    equal schemas have equal URIs, so a cache by URI cannot be flooded with one schema.
    """
    return len(text) <= LONGEST and _URI.fullmatch(text) is not None
