"""`markdown`: a table a file, for comments on a change and the summary of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from evtool.finding import Finding
from evtool.report.context import Context
from evtool.report.result import Report
from evtool.report.summary import number, summary
from evtool.report.visible import cut, one_line, visible

COMMENT_LIMIT = 60_000
"""The largest text, in bytes: GitHub takes 65,536 characters in a comment."""

SUMMARY_LIMIT = 1_000_000
"""The largest summary of a job, in bytes: GitHub takes one MiB."""

WITNESS_CELLS = 200
"""A longer witness is cut."""

_CODE = re.compile(r"`([^`|\\]+)`")
_SPECIAL = re.compile(r"[\\`*_\[\]<>&~$]")
_REFERENCE = re.compile(r"[@#](?=\w)|(?<=\w):(?=//)")
_NOTHING = "&#8203;"
"""A space without width, as an entity."""


def render(report: Report, context: Context) -> str:
    """The findings as tables, no longer than a comment may be."""
    return tables(report, context, COMMENT_LIMIT)


def tables(report: Report, context: Context, limit: int) -> str:
    """The findings as tables in at most `limit` bytes, and how many were left out."""
    parts = [f"**{summary(report)}**\n"]
    left = limit - 200
    told = 0
    for one, part in _parts(report, context):
        left -= len(part.encode())
        if left < 0:
            missing = number(len(report.findings) - told, "more finding")
            parts.append(f"\n{missing} left out, because this text must end somewhere.\n")
            break
        parts.append(part)
        told += one
    return "".join(parts)


def escape(text: str) -> str:
    """Text of unknown origin inside a table: nothing in it is markup.

    Code in backticks stays code. Nobody is mentioned, no issue is referred to, and no
    address becomes a link.
    """
    pieces = _CODE.split(one_line(text))
    return "".join(
        f"`{piece}`" if index % 2 else _escape(piece) for index, piece in enumerate(pieces)
    )


def _escape(text: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", text)
    return _REFERENCE.sub(rf"\g<0>{_NOTHING}", text).replace("|", "&#124;")


def _parts(report: Report, context: Context) -> Iterator[tuple[int, str]]:
    """Pieces of text, each with the number of findings in it."""
    for path, group in groupby(report.findings, key=lambda one: one.path):
        yield 0, f"\n### {_code(context.in_root(path))}\n\n{_HEAD}"
        for one in group:
            yield 1, _row(one)


_HEAD = "| line | severity | rule | finding |\n|---:|---|---|---|\n"


def _row(one: Finding) -> str:
    told = [escape(one.message)]
    if one.witness is not None:
        told.append(f"witness: {_code(cut(one.witness, WITNESS_CELLS))}")
    if one.hint:
        told.append(f"help: {escape(one.hint)}")
    line = str(one.line) if one.line else ""
    return f"| {line} | {one.severity} | {_code(one.rule)} | {'<br>'.join(told)} |\n"


def _code(text: str) -> str:
    """Text as code, or as escaped text where code would not hold it."""
    shown = visible(text)
    return f"`{shown}`" if _CODE.fullmatch(f"`{shown}`") else _escape(shown)
