"""Rules about files as YAML or JSON, before anything else can be said about them."""

from evtool.rules.yaml_.duplicate_key import duplicate_key
from evtool.rules.yaml_.encoding import encoding
from evtool.rules.yaml_.implicit_timestamp import implicit_timestamp
from evtool.rules.yaml_.syntax import syntax

RULES = (syntax, duplicate_key, encoding, implicit_timestamp)
