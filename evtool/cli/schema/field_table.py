"""The fields of a schema for people: a table, or a narrow list where a table has no room."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import Any

from evtool.cli.console import say, style
from evtool.cli.listing import Row, cell, show_list
from evtool.schema.catalog.fields import Field, fields

_COLUMNS = ("path", "type", "required", "description")
_TABLE_WIDTH = 100
"""From here on a table leaves enough room for descriptions."""


def show_fields(schema: Any, form: str) -> None:
    """Print the fields of a dereferenced schema in one of the list formats."""
    rows = [_row(one) for one in fields(schema)]
    width = shutil.get_terminal_size().columns
    if form == "table" and sys.stdout.isatty() and width < _TABLE_WIDTH:
        for row in rows:
            _show_narrow(row, width)
        return
    show_list("fields", rows, form, columns=_COLUMNS, plain="path")


def _row(one: Field) -> Row:
    return {
        "path": one.path,
        "name": one.name,
        "type": one.type,
        "required": one.required,
        "description": one.description or None,
    }


def _show_narrow(row: Row, width: int) -> None:
    """Path and type on one line, the description below it, folded."""
    required = f" {style('required', fg='yellow')}" if row["required"] else ""
    say(f"{style(cell(row['path']), bold=True)}  {style(cell(row['type']), fg='cyan')}{required}")
    for line in textwrap.wrap(cell(row["description"]), max(width - 4, 20)):
        say(f"    {line}")
