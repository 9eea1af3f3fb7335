"""Rules about the section `connectors` of `evtool.yaml`."""

from evtool.rules.connector.misconfigured import misconfigured
from evtool.rules.connector.unknown_schema import unknown_schema
from evtool.rules.connector.unknown_stream import unknown_stream

RULES = (misconfigured, unknown_schema, unknown_stream)
