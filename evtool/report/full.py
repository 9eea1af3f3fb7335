"""`full`: for people at a terminal, like a compiler: source lines with a marker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from evtool.finding import Finding
from evtool.report.concise import place
from evtool.report.context import Context
from evtool.report.excerpt import excerpt, gutter
from evtool.report.lines import split
from evtool.report.result import Report
from evtool.report.summary import summary
from evtool.report.visible import cells, chunks, cut, expand, inert, visible, wrap

INDENT = "   "
NARROW = 20
"""Text is never made narrower than this, in cells."""
WITNESS_LINES = 4
"""A longer witness is cut; `--format json` has all of it."""


def render(report: Report, context: Context) -> str:
    """Each finding with its lines, and a sentence at the end."""
    lines: list[str] = []
    for path, group in groupby(filter(context.shows, report.findings), key=lambda one: one.path):
        source = split(context.source(path) or "")
        for one in group:
            lines += [*_heading(one, context), *_excerpt(one, source, context)]
            lines += [*_told(one, context), ""]
    return "".join(f"{inert(line)}\n" for line in [*lines, *wrap(summary(report), context.width)])


def _heading(one: Finding, context: Context) -> Iterator[str]:
    """Place and rule on one line if they fit; a place is never cut."""
    where = place(one, context)
    rule = visible(one.rule) + (" [*]" if one.fixable else "")
    colored = f"{context.style(one.severity, one.severity.value)} {context.style(rule, 'rule')}"
    if cells(f"{where}  {one.severity} {rule}") <= context.width:
        yield f"{context.style(where, 'path')}  {colored}"
    else:
        yield context.style(where, "path")
        yield INDENT + colored


def _excerpt(one: Finding, source: Sequence[str], context: Context) -> Iterator[str]:
    edge = cells(INDENT) + len(str(one.line)) + len(" | ")
    rows = excerpt(source, one, max(NARROW, context.width - edge))
    for row, number in zip(rows, gutter(rows), strict=True):
        text = row.text if row.number else context.style(row.text, one.severity.value)
        yield f"{INDENT}{context.style(number, 'gutter')}" + (f" {text}" if row.text else "")


def _told(one: Finding, context: Context) -> Iterator[str]:
    """What the finding says, below its lines."""
    room = max(NARROW, context.width - cells(INDENT))
    yield from _labeled("", wrap(one.message, room), context)
    if one.breaks and one.against:
        said = f"{one.breaks}, compared with {one.against}"
        yield from _labeled("breaks: ", wrap(said, room - len("breaks: ")), context)
    if one.witness is not None:
        room_left = room - len("witness: ")
        text = cut(expand(one.witness[: room * WITNESS_LINES]), room_left * WITNESS_LINES)
        yield from _labeled("witness: ", chunks(text, room_left), context)
    if one.hint:
        yield from _labeled("help: ", wrap(one.hint, room - len("help: ")), context)


def _labeled(label: str, lines: Sequence[str], context: Context) -> Iterator[str]:
    """Lines with a label before the first, the others below it."""
    head = context.style(label.rstrip(), "help") + " " if label else ""
    for index, line in enumerate(lines):
        yield f"{INDENT}{head if not index else ' ' * len(label)}{line}"
