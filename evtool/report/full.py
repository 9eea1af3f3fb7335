"""`full`: for people at a terminal, like a compiler: source lines with a marker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from evtool.finding import Finding
from evtool.report.concise import place
from evtool.report.context import Context
from evtool.report.excerpt import excerpt, gutter, split
from evtool.report.result import Report
from evtool.report.summary import summary
from evtool.report.visible import cells, cut, expand, inert, wrap

INDENT = 3
WITNESS_LINES = 4
"""A longer witness is cut; `--format json` has all of it."""


def render(report: Report, context: Context) -> str:
    """Each finding with its lines, and a sentence at the end."""
    shown = [one for one in report.findings if context.shows(one)]
    blocks = [
        "\n".join(_block(one, lines, context))
        for path, group in groupby(shown, key=lambda one: one.path)
        for lines in [split(context.source(path) or "")]
        for one in group
    ]
    return "\n\n".join([*blocks, summary(report)]) + "\n"


def _block(one: Finding, lines: Sequence[str], context: Context) -> Iterator[str]:
    yield from _heading(one, context)
    yield from _source(one, lines, context)
    yield from _told("", one.message, context)
    if one.against:
        yield from _told("breaks: ", _broken(one), context)
    if one.witness is not None:
        yield from _witness(one.witness, context)
    if one.hint:
        yield from _told("help: ", one.hint, context)


def _heading(one: Finding, context: Context) -> Iterator[str]:
    """Place and rule on one line if they fit; a place is never cut."""
    where = place(one, context)
    rule = f"{one.severity} {one.rule}{' [*]' if one.fixable else ''}"
    severity, _, rest = rule.partition(" ")
    colored = f"{context.style(severity, severity_role(one))} {context.style(rest, 'rule')}"
    if cells(where) + 2 + cells(rule) <= context.width:
        yield f"{context.style(where, 'path')}  {colored}"
    else:
        yield context.style(where, "path")
        yield " " * INDENT + colored


def _source(one: Finding, lines: Sequence[str], context: Context) -> Iterator[str]:
    edge = INDENT + len(str(one.line)) + 3
    rows = excerpt(lines, one, max(20, context.width - edge))
    for row, (number, text) in zip(rows, gutter(rows), strict=True):
        shown = text if row.number else context.style(text, severity_role(one))
        yield f"{context.style(number, 'gutter')} {shown}" if text else context.style(number, "gutter")


def _broken(one: Finding) -> str:
    return f"{one.breaks or 'readers or writers'}, compared with {one.against}"


def _witness(witness: str, context: Context) -> Iterator[str]:
    """The JSON text in lines of equal length; it has no words to wrap by."""
    room = context.width - INDENT - len("witness: ")
    text = expand(witness[: room * WITNESS_LINES])
    rows = [text[start : start + room] for start in range(0, len(text), room)]
    yield from _labeled("witness: ", [cut(row, room) for row in rows], context)
