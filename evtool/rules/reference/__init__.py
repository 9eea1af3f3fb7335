"""Rules about `$ref` and `allOf`."""

from evtool.rules.reference.circular import circular
from evtool.rules.reference.merge_conflict import merge_conflict
from evtool.rules.reference.unpinned import unpinned
from evtool.rules.reference.unresolved import unresolved
from evtool.rules.reference.version_conflict import version_conflict

RULES = (unresolved, unpinned, circular, merge_conflict, version_conflict)
