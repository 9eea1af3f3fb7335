"""Rules about the examples of schemas."""

from evtool.rules.example.cannot_generate import cannot_generate
from evtool.rules.example.invalid import invalid
from evtool.rules.example.missing import missing
from evtool.rules.example.schema_mismatch import schema_mismatch
from evtool.rules.example.undeclared_field import undeclared_field

RULES = (invalid, schema_mismatch, cannot_generate, undeclared_field, missing)
