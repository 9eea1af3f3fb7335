"""Where findings and their repairs stand, in the words of SARIF 2.1.0."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evtool.finding import Finding, TextEdit
from evtool.report.context import Context
from evtool.report.lines import position
from evtool.report.visible import one_line

BASE = "SRCROOT"
"""The symbolic name of the checkout, to which paths are relative."""


def location(one: Finding, context: Context) -> dict[str, Any]:
    """The place of a finding; one about a whole file stands at its first line."""
    place = {
        "artifactLocation": _artifact(one.path, context),
        "region": _region(one),
    }
    if not one.pointer:
        return {"physicalLocation": place}
    return {
        "physicalLocation": place,
        "logicalLocations": [{"fullyQualifiedName": one.pointer}],
    }


def fixes(one: Finding, context: Context) -> list[dict[str, Any]]:
    """The text edits of a finding as one fix; none where a file cannot be read."""
    changes = []
    edits = sorted(one.fix, key=lambda edit: (edit.path, edit.start))
    for path, group in groupby(edits, key=lambda edit: edit.path):
        text = context.source(path)
        if text is None:
            return []
        replacements = [_replacement(edit, text) for edit in group]
        changes.append({"artifactLocation": _artifact(path, context), "replacements": replacements})
    if not changes:
        return []
    return [
        {"description": {"text": one_line(one.hint or one.message)}, "artifactChanges": changes}
    ]


def _artifact(path: Path, context: Context) -> dict[str, str]:
    shown = context.in_checkout(path)
    if Path(shown).is_absolute():
        return {"uri": Path(shown).as_uri()}
    return {"uri": quote(os.fsencode(shown)), "uriBaseId": BASE}


def _region(one: Finding) -> dict[str, int]:
    region = {"startLine": max(1, one.line)}
    if one.column:
        region["startColumn"] = one.column
    if one.end_line:
        region["endLine"] = one.end_line
        if one.end_column:
            region["endColumn"] = one.end_column
    return region


def _replacement(edit: TextEdit, text: str) -> dict[str, Any]:
    line, column = position(text, edit.start)
    end_line, end_column = position(text, edit.end)
    region = {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.replacement}}
