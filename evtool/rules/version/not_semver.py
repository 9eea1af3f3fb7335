"""The rule `version.not-semver`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.errors import Place
from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_folder import VERSION_LIKE, SchemaFolder
from evtool.schema.version import Version


@rule("version.not-semver", Severity.ERROR, on=SchemaFolder)
def not_semver(folder: SchemaFolder) -> Iterator[Problem]:
    """A version is exactly MAJOR.MINOR.PATCH, without leading zeros or additions.

    That goes for the names of files and for the end of the `$id`.

    Why: versions are compared as numbers; `1.2`, `v1.2.0`, `01.2.0` and `1.2.0-beta` are read
    differently by each tool, or not at all.

    Example:
        $id: /page/change/1.2         # refused
        $id: /page/change/1.2.0       # fine

    Repair: write the three numbers.
    """
    kinds = folder.settings.content_types
    for name, link in folder.names.items():
        stem, _, extension = name.rpartition(".")
        versioned = stem if extension in kinds else name if link is not None else ""
        if VERSION_LIKE.fullmatch(versioned) and Version.match(versioned) is None:
            yield Problem(
                f"{versioned} is not a version MAJOR.MINOR.PATCH", _HINT, path=folder.path(name)
            )
    field = folder.settings.version_field
    for file in folder.read_files:
        last = (file.id or "").rpartition("/")[2].partition("#")[0]
        for kind in ("yaml", "yml", "json"):
            last = last.removesuffix(f".{kind}")
        if file.id is not None and Version.match(last) is None:
            place = file.at((field,))
            yield Problem(
                f"the `{field}` ends with {last!r}, which is not a version MAJOR.MINOR.PATCH",
                _HINT,
                at=(field,),
                place=Place(place.path, place.line, place.column),
            )


_HINT = "write three numbers without leading zeros, such as 1.2.0"
