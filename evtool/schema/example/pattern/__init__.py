"""`pattern`: JavaScript regular expressions, as texts to generate and texts to compare.

`text_of` makes the text that the reference generator makes; `matches` says whether a name
belongs to a pattern of `patternProperties`. Neither ever backtracks.
"""

from evtool.schema.example.pattern.matching import matches
from evtool.schema.example.pattern.writing import text_of

__all__ = ["matches", "text_of"]
