"""Lists on stdout: one set of rows as a table, JSON, JSON lines, CSV, or plain names."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from evtool.cli.console import say, table

Row = Mapping[str, Any]
"""One item of a list: key -> plain value, as JSON has it."""

FORMATS = ("table", "json", "jsonl", "csv", "plain")

format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True,
    help="How the list is printed; a table has tabs in a pipe.",
)  # fmt: skip


def show_list(
    noun: str, rows: Iterable[Row], form: str, *, columns: Sequence[str], plain: str
) -> None:
    """Print a list in one of `FORMATS`.

    Args:
        noun: What the rows are, such as `schemas`: their key in the JSON document.
        rows: The items, all with the same keys.
        form: The format.
        columns: The keys that a table and CSV have, in order.
        plain: The key whose values, each once, are the plain format.
    """
    _WRITERS[form](noun, rows, columns, plain)


def cell(value: Any) -> str:
    """A value as it stands in a table: one line, without what a terminal would obey."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(cell(one) for one in value)
    text = " ".join(str(value).split())
    return text if text.isprintable() else "".join(_visible(one) for one in text)


def _visible(character: str) -> str:
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _table(_noun: str, rows: Iterable[Row], columns: Sequence[str], _plain: str) -> None:
    headings = [column.replace("_", " ").upper() for column in columns]
    table(headings, ([cell(row[column]) for column in columns] for row in rows))


def _json(noun: str, rows: Iterable[Row], _columns: Sequence[str], _plain: str) -> None:
    say(json.dumps({"version": 1, noun: list(rows)}, indent=2, ensure_ascii=False))


def _json_lines(_noun: str, rows: Iterable[Row], _columns: Sequence[str], _plain: str) -> None:
    for row in rows:
        say(json.dumps(row, ensure_ascii=False))


def _csv(_noun: str, rows: Iterable[Row], columns: Sequence[str], _plain: str) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(row[column]) for column in columns] for row in rows)


def _names(_noun: str, rows: Iterable[Row], _columns: Sequence[str], plain: str) -> None:
    for name in dict.fromkeys(str(row[plain]) for row in rows):
        say(name)


_WRITERS: Mapping[str, Callable[[str, Iterable[Row], Sequence[str], str], None]] = {
    "table": _table,
    "json": _json,
    "jsonl": _json_lines,
    "csv": _csv,
    "plain": _names,
}
