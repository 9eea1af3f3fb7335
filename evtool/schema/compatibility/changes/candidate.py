"""A change that may matter: what an event must be like to show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from evtool.schema.compatibility.changes.place import Place


class Weight(Enum):
    """What a change means whatever its witness."""

    SHOWN = auto()
    """It matters where an event shows it."""
    ADDED = auto()
    """A field was added: it matters to the strict policy, where an event shows it."""
    FORBIDDEN = auto()
    """The event platform forbids it in any case."""
    REMARK = auto()
    """No event shows it: the default changed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One difference at one place.

    `narrowed` is what the new schema says here, as a schema: an old event that does not fulfill it
    shows the change. `widened` is what the old one said. Either is None where nothing can be shown
    in that direction. `narrow_rule` and `wide_rule` are the rules for the two directions.
    """

    place: Place
    keyword: str
    sentence: str
    narrow_rule: str = ""
    wide_rule: str = ""
    narrowed: Any = None
    widened: Any = None
    weight: Weight = Weight.SHOWN
