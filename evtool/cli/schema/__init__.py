"""`evtool schema`: one module a verb."""

from __future__ import annotations

import click

from evtool.cli.base import Group

_HERE = "evtool.cli.schema"


@click.group(
    cls=Group,
    commands_from={
        "materialize": (f"{_HERE}.materialize:materialize", "Write canonical versions."),
        "dereference": (f"{_HERE}.dereference:dereference", "Print a schema without references."),
        "check": (f"{_HERE}.check:check", "Check schemas against all rules."),
        "new": (f"{_HERE}.new:new", "Start a schema from a template."),
        "list": (f"{_HERE}.list:list_schemas", "List schemas and their versions."),
        "show": (f"{_HERE}.show:show", "Print one version of a schema."),
        "search": (f"{_HERE}.search:search", "Find schemas and fields by words."),
        "refs": (f"{_HERE}.refs:refs", "Show what a schema uses, and who uses it."),
        "diff": (f"{_HERE}.diff:diff", "Compare two versions field by field."),
        "compat": (f"{_HERE}.compat:compat", "Prove or refute compatibility."),
        "bump": (f"{_HERE}.bump:bump", "Give the source its least legal next version."),
        "infer": (f"{_HERE}.infer:infer", "Draft a schema from sample events."),
        "impact": (f"{_HERE}.impact:impact", "Show who uses a schema, and what it would refuse."),
        "example": (f"{_HERE}.example:example", "Print example events of a schema."),
    },
)
def schema() -> None:
    """Materialize, compare and explore schemas.

    \b
    Examples:
      evtool schema materialize --modified
      evtool schema list
      evtool schema diff page/change@1.0.0 page/change@1.1.0
    """
