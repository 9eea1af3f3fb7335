"""The rule `structure.title-mismatch`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.structure.rewording import replaced
from evtool.rules.subject.schema_file import SchemaFile


@rule("structure.title-mismatch", Severity.ERROR, on=SchemaFile, fixable=True)
def title_mismatch(file: SchemaFile) -> Iterator[Problem]:
    """The title of a schema is the path of its folder below the schema root.

    Why: who knows the title finds the files, and the other way round; nothing has to be
    searched.

    Example:
        title: page/changes           # refused in the folder page/change

    Repair: write the path of the folder as title, or move the folder. `--fix` corrects the
    title of a source whose `$id` agrees with the folder and is not materialized yet.
    """
    name, folder = file.folder.settings.title_field, file.folder.title
    if file.title is None or file.title == folder:
        return
    agreed = file.is_source and (file.id or "").startswith(f"/{folder}/")
    released = file.claimed_version in file.folder.versions
    yield Problem(
        f"the title is {file.title!r}, but the folder is {folder!r}",
        f"write `{name}: {folder}`, or move the folder",
        at=(name,),
        repair=replaced(file, name, folder) if agreed and not released else (),
    )
