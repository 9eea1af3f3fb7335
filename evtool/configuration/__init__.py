"""The configuration as people ask about it: its JSON Schema, and where each value is from."""

from evtool.configuration.effective import effective
from evtool.configuration.file_schema import file_schema
from evtool.configuration.section_schema import json_schema
from evtool.configuration.setting import Origin, Setting

__all__ = ["Origin", "Setting", "effective", "file_schema", "json_schema"]
