"""Regular expressions as sets of strings: read, matched in linear time, searched for a string.

The patterns of JSON Schema are those of ECMA-262 with Unicode characters. Look-behind, back
references and Unicode properties are outside of what is decided here; whoever asks is told so.
"""

from evtool.schema.compatibility.regex.automaton import Automaton, Excluding, TooLarge
from evtool.schema.compatibility.regex.language import Constraint, find_string
from evtool.schema.compatibility.regex.matching import Dialect, matches
from evtool.schema.compatibility.regex.parser import InvalidPattern, UnsupportedPattern
from evtool.schema.compatibility.regex.pattern import Pattern, pattern_of

__all__ = [
    "Automaton",
    "Constraint",
    "Dialect",
    "Excluding",
    "InvalidPattern",
    "Pattern",
    "TooLarge",
    "UnsupportedPattern",
    "find_string",
    "matches",
    "pattern_of",
]
