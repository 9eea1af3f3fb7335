"""What `evtool init` writes: a small workspace that passes its own checks."""

from evtool.scaffold.plan import Scaffold, plan_scaffold
from evtool.scaffold.work_tree import ensure_work_tree

__all__ = ["Scaffold", "ensure_work_tree", "plan_scaffold"]
