"""The rule `yaml.duplicate-key`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile
from evtool.rules.yaml_.failure import Trouble, trouble


@rule("yaml.duplicate-key", Severity.ERROR, on=SchemaFile)
def duplicate_key(file: SchemaFile) -> Iterator[Problem]:
    """A key stands once in its map.

    Why: most readers keep the last of two values, some the first, so that two tools see two
    different schemas.

    Example:
        properties:
          kind: {type: string}
          kind: {type: integer}   # refused

    Repair: keep one of the two, or give one of them another name.
    """
    if trouble(file) is Trouble.DUPLICATE_KEY and file.failure is not None:
        yield Problem.of(file.failure)
