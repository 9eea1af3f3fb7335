"""Rules about what may change between the versions of one major.

Each version is compared with the earlier ones by `evtool.schema.compatibility`; a rule here
picks the changes of its kind out of the verdict.
"""

from evtool.rules.compatibility.bound_tightened import bound_tightened
from evtool.rules.compatibility.condition_added import condition_added
from evtool.rules.compatibility.constraint_loosened import constraint_loosened
from evtool.rules.compatibility.default_changed import default_changed
from evtool.rules.compatibility.enum_narrowed import enum_narrowed
from evtool.rules.compatibility.field_removed import field_removed
from evtool.rules.compatibility.format_changed import format_changed
from evtool.rules.compatibility.object_closed import object_closed
from evtool.rules.compatibility.object_opened import object_opened
from evtool.rules.compatibility.pattern_changed import pattern_changed
from evtool.rules.compatibility.required_added import required_added
from evtool.rules.compatibility.required_removed import required_removed
from evtool.rules.compatibility.type_changed import type_changed
from evtool.rules.compatibility.undecided import undecided

RULES = (
    field_removed,
    type_changed,
    required_added,
    enum_narrowed,
    bound_tightened,
    pattern_changed,
    format_changed,
    object_closed,
    condition_added,
    required_removed,
    constraint_loosened,
    object_opened,
    default_changed,
    undecided,
)
