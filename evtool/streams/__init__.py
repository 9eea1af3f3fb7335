"""Stream configuration: which streams there are, and what holds for each of them.

Stream files (`file`) are read into a `Configuration` (`load`, `configuration`), in which
a name is looked up, with what is in effect for it (`merge`) and where each setting is
from (`origin`). Topics are derived in `topics`, samples drawn in `sampling`. Mistakes of
the user are `Problem`s: what is wrong is left out, the rest works.
"""

from evtool.streams.config import StreamsConfig
from evtool.streams.configuration import Configuration, Entry
from evtool.streams.load import load_streams
from evtool.streams.problem import Problem, Scope

__all__ = ["Configuration", "Entry", "Problem", "Scope", "StreamsConfig", "load_streams"]
