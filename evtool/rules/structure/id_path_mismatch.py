"""The rule `structure.id-path-mismatch`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.structure.rewording import replaced
from evtool.rules.subject.schema_file import SchemaFile


@rule("structure.id-path-mismatch", Severity.ERROR, on=SchemaFile, fixable=True)
def id_path_mismatch(file: SchemaFile) -> Iterator[Problem]:
    """The `$id` is exactly a slash, the folder of the schema, a slash and the version.

    Nothing may be left out or added: no missing first slash, no part of the path, no
    extension, no `#`.

    Why: an `$id` that only resembles the path sends readers of events to another schema, or
    to none.

    Example:
        $id: /user/blocks-change/1.1.0   # refused in mediawiki/user/blocks-change

    Repair: write the whole path. `--fix` corrects the `$id` of a source whose title agrees
    with the folder and whose version is not materialized yet.
    """
    name, folder = file.folder.settings.version_field, file.folder.title
    if name != "$id" or file.id is None:
        return
    before, _, last = file.id.rpartition("/")
    if before == f"/{folder}" and not _is_decorated(last):
        return
    version = file.claimed_version or file.version
    wanted = f"/{folder}/{version}" if version else f"/{folder}/MAJOR.MINOR.PATCH"
    agreed = file.is_source and file.title == folder and version is not None
    released = version in file.folder.versions
    yield Problem(
        f"the `$id` is {file.id!r}, not exactly {wanted!r} as the folder asks for",
        f"write `$id: {wanted}`",
        at=("$id",),
        repair=replaced(file, "$id", wanted) if agreed and not released else (),
    )


def _is_decorated(last: str) -> bool:
    """Whether something other than a version stands around it."""
    return "#" in last or last.endswith((".yaml", ".yml", ".json"))
