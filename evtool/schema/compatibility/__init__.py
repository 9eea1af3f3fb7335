"""Compatibility of two versions of a schema: proved, refuted by an event, or left undecided.

The claim "each event of the old version is one of the new version" is turned into the search for
an event that is one and not the other. The search is complete where it ends: that it finds none is
the proof; what it finds is shown after a validator has confirmed it.
"""

from evtool.schema.compatibility.check import Checks, check
from evtool.schema.compatibility.level import Level, Policy
from evtool.schema.compatibility.model import Answer, Change, Party, Side, Verdict
from evtool.schema.compatibility.report import answer_pair, as_json

__all__ = [
    "Answer",
    "Change",
    "Checks",
    "Level",
    "Party",
    "Policy",
    "Side",
    "Verdict",
    "answer_pair",
    "as_json",
    "check",
]
