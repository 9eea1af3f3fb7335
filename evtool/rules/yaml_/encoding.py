"""The rule `yaml.encoding`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile
from evtool.rules.yaml_.failure import Trouble, trouble


@rule("yaml.encoding", Severity.ERROR, on=SchemaFile)
def encoding(file: SchemaFile) -> Iterator[Problem]:
    """A schema file is text in UTF-8.

    Why: JSON and the tools of the field know UTF-8 only; another encoding shows as garbage
    in descriptions and breaks patterns and enums.

    Example:
        description: café             # refused where é is a single byte, as in Latin-1

    Repair: save the file as UTF-8 in your editor, or run `iconv -f LATIN1 -t UTF-8`.
    """
    if trouble(file) is Trouble.ENCODING and file.failure is not None:
        yield Problem.of(file.failure)
