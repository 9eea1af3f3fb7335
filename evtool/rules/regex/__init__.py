"""Regular expressions as JSON Schema means them (ECMA-262), read, judged and run.

`read` says whether a pattern is one, `danger` whether a backtracking engine can take too
long on it, and `linear` makes it run in linear time, with RE2, where that can be done.
"""

from evtool.rules.regex.danger import Danger, danger
from evtool.rules.regex.escapes import PatternError
from evtool.rules.regex.linear import NotLinear, linear
from evtool.rules.regex.reading import read

__all__ = ["Danger", "NotLinear", "PatternError", "danger", "linear", "read"]
