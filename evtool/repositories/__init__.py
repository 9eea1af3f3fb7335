"""The repositories of a workspace that come from elsewhere: cloned, pinned, compared.

`sync` brings clones to the commits that `evtool.lock` names, `survey` says where each
repository stands, `prefetch` fetches what sources refer to at http bases. Nothing here
prints.
"""

from evtool.repositories.changes import Changes, changes_of
from evtool.repositories.listing import Listed, list_places
from evtool.repositories.plan import Order, Step, plan_sync
from evtool.repositories.prefetch import Prefetched, prefetch
from evtool.repositories.status import Question, Status, survey
from evtool.repositories.sync import Outcome, Synced, sync

__all__ = [
    "Changes",
    "Listed",
    "Order",
    "Outcome",
    "Prefetched",
    "Question",
    "Status",
    "Step",
    "Synced",
    "changes_of",
    "list_places",
    "plan_sync",
    "prefetch",
    "survey",
    "sync",
]
