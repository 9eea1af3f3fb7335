"""Which stream names a regex means: decided on automata, never tried out on samples.

Names are made of the characters that Kafka takes for topics, so an automaton needs no
others: a set of characters is a number with one bit for each.
"""

from evtool.rules.stream.language.machine import Machine, Undecided, machine
from evtool.rules.stream.language.questions import common_name, loose_name

__all__ = ["Machine", "Undecided", "common_name", "loose_name", "machine"]
