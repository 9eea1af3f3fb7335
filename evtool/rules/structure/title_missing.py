"""The rule `structure.title-missing`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile


@rule("structure.title-missing", Severity.ERROR, on=SchemaFile)
def title_missing(file: SchemaFile) -> Iterator[Problem]:
    """A schema has a title: the path of its folder below the schema root.

    Why: stream configuration names schemas by title, and the addresses of all versions are
    made of it.

    Example:
        title: page/change            # in the folder page/change
        $id: /page/change/1.0.0

    Repair: add the title; it is the folder of the file.
    """
    if file.document is None or not isinstance(file.document.value, dict):
        return
    name = file.folder.settings.title_field
    found = file.field(name)
    if found is None:
        yield Problem(f"the schema has no `{name}`", f"add `{name}: {file.folder.title}`")
    elif file.title is None:
        message = f"`{name}` is not a text" if found != "" else f"`{name}` is empty"
        yield Problem(message, f"write `{name}: {file.folder.title}`", at=(name,))
