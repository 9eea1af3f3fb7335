"""The rule `compatibility.field-removed`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.field-removed", Severity.ERROR, on=VersionPair)
def field_removed(pair: VersionPair) -> Iterator[Problem]:
    """A field stays as long as its major version.

    Why: readers that rely on the field get nothing, and events that hold it lose it, or are
    refused where no other fields are allowed.

    Example:
        properties:
          title: {type: string}       # refused: page_id is gone

    Repair: keep the field and describe it as no longer in use; a new major version may leave
    it out.
    """
    yield from changes(pair, "compatibility.field-removed")
