"""The rule `structure.id-missing`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile


@rule("structure.id-missing", Severity.ERROR, on=SchemaFile)
def id_missing(file: SchemaFile) -> Iterator[Problem]:
    """A schema has an `$id`: a slash, its title, a slash, its version.

    Why: events carry the `$id` in `$schema`, and it is how their schema is found; the source
    says with it which version comes next.

    Example:
        title: page/change
        $id: /page/change/1.2.0

    Repair: add the `$id`, made of the folder and the version.
    """
    if file.document is None or not isinstance(file.document.value, dict):
        return
    name = file.folder.settings.version_field
    found = file.field(name)
    version = file.version or file.folder.latest or "1.0.0"
    hint = f"write `{name}: /{file.folder.title}/{version}`"
    if found is None:
        yield Problem(f"the schema has no `{name}`", hint)
    elif file.id is None:
        message = f"`{name}` is not a text" if found != "" else f"`{name}` is empty"
        yield Problem(message, hint, at=(name,))
