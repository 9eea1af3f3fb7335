"""What `evtool doctor` looks at: the machine, git, and the workspace; a module each.

A check is a small function from facts to a `Result`; `examination` gathers the facts.
"""

from evtool.doctor.examination import examine
from evtool.doctor.result import Level, Result

__all__ = ["Level", "Result", "examine"]
