"""The rule `yaml.syntax`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile
from evtool.rules.yaml_.failure import Trouble, trouble


@rule("yaml.syntax", Severity.ERROR, on=SchemaFile)
def syntax(file: SchemaFile) -> Iterator[Problem]:
    """A schema file is exactly one YAML or JSON document.

    Tabs as indentation, empty files, a second document after `---` and unreadable files are
    all found, each file for itself: one broken file hides no other.

    Why: readers of the reference tool take a broken fragment for a text and drop it from the
    schema without a word.

    Example:
        title: page/change
        ---            # refused: a second document begins
        title: page/delete

    Repair: correct the file at the place that is named.
    """
    if trouble(file) is Trouble.SYNTAX and file.failure is not None:
        yield Problem.of(file.failure)
