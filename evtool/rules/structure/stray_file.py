"""The rule `structure.stray-file`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_folder import SchemaFolder

_LIKE = re.compile(
    r"(?P<stem>v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z-]+)?|[a-z]+)"
    r"(?P<rest>(?:\.[A-Za-z][\w~]*)+|~)"
)


@rule("structure.stray-file", Severity.WARNING, on=SchemaFolder)
def stray_file(folder: SchemaFolder) -> Iterator[Problem]:
    """A file that looks like a version, a source or `latest` has an extension that counts.

    Why: no tool reads such a file, so whoever wrote it believes in a version that nobody
    sees.

    Example:
        1.2.0.yml                     # refused: versions are called 1.2.0.yaml

    Repair: give the file the right extension, or remove it.
    """
    kinds = folder.settings.content_types
    source = folder.current_name.partition(".")[0]
    for name, link in folder.names.items():
        match = _LIKE.fullmatch(name)
        if match is None or match["rest"].removeprefix(".") in kinds or name == folder.current_name:
            continue
        stem = match["stem"]
        if stem.isalpha() and stem not in (source, "latest"):
            continue
        what = "link" if link is not None else "file"
        wanted = folder.current_name if stem == source else f"{stem}.{kinds[0]}"
        yield Problem(
            f"the {what} {name} is not read: its extension is none of {', '.join(kinds)}",
            f"call it {wanted}, or remove it",
            path=folder.path(name),
        )
