"""Words of this family: refs, and what differs between two files."""

from __future__ import annotations

import re

from evtool.document import parse_document
from evtool.errors import EvtoolError
from evtool.rules.subject.released import Released
from evtool.schema.difference import compare, summarize

_ID = re.compile(r"[0-9a-f]{40,64}")


def short(ref: str) -> str:
    """A ref as people write it: the first characters of a commit's id."""
    return ref[:12] if _ID.fullmatch(ref) else ref


def shown(released: Released, name: str) -> str:
    """What differs between the file and what the source makes, in a few words."""
    place = released.folder.store.place(released.folder.path(name))
    try:
        found = parse_document(released.contents[name], place).value
    except EvtoolError:
        return "the file cannot be read"
    difference = compare(found, released.built_value)
    words = summarize(difference).rstrip(".")
    return words[:1].lower() + words[1:]
