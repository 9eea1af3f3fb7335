"""`sarif`: a SARIF 2.1.0 log, as code scanning services read it.

Source: the OASIS standard "Static Analysis Results Interchange Format 2.1.0", and
GitHub's documentation of what it uses of it: rules with help, relative paths, a region
for each result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from evtool import __version__
from evtool.finding import Finding, Severity
from evtool.report.context import Context
from evtool.report.fingerprint import fingerprints
from evtool.report.json_text import json_text
from evtool.report.lines import BREAKS
from evtool.report.result import Report, RuleDoc
from evtool.report.sarif_place import BASE, fixes, location
from evtool.report.summary import told

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

LEVELS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}

FINGERPRINT = "evtoolFinding/v1"
"""The name of our fingerprint; the number changes when the way it is made does."""

_LINK = re.compile(r"(\\*)\]\(")


def render(report: Report, context: Context) -> str:
    """A log with one run: all rules that ran, and a result for each finding."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, context)]}
    return json_text(log, indent=2) + "\n"


def escape(text: str) -> str:
    """Text as the text of a message, without placeholders and links.

    Braces are doubled (section 3.11.5). What would read as the end of a link's text is
    escaped (section 3.11.6).
    """
    doubled = text.replace("{", "{{").replace("}", "}}")
    return _LINK.sub(lambda match: match[1] * 2 + r"\](", doubled)


def _run(report: Report, context: Context) -> dict[str, Any]:
    rules = _rules(report)
    numbers = {name: number for number, name in enumerate(rules)}
    descriptors = [_descriptor(name, doc) for name, doc in rules.items()]
    marks = fingerprints(report.findings, context)
    return {
        "tool": {"driver": {"name": "evtool", "version": __version__, "rules": descriptors}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": list(BREAKS),
        "originalUriBaseIds": {BASE: {"description": {"text": "The root of the checkout."}}},
        "invocations": [{"executionSuccessful": True}],
        "results": [
            {"ruleIndex": numbers[one.rule], **_result(one, mark, context)}
            for one, mark in zip(report.findings, marks, strict=True)
        ],
    }


def _rules(report: Report) -> dict[str, RuleDoc]:
    """All rules by id, also those of findings whose rule is not documented."""
    bare = {one.rule: RuleDoc(one.rule, one.rule, one.severity) for one in report.findings}
    return dict(sorted({**bare, **report.rules}.items()))


def _descriptor(name: str, doc: RuleDoc) -> dict[str, Any]:
    return {
        "id": name,
        "shortDescription": {"text": doc.summary},
        "help": {"text": doc.help, "markdown": doc.help},
        "defaultConfiguration": {"level": LEVELS[doc.severity]},
        "properties": {"tags": [name.partition(".")[0]]},
    }


def _result(one: Finding, fingerprint: str, context: Context) -> dict[str, Any]:
    result = {
        "ruleId": one.rule,
        "level": LEVELS[one.severity],
        "message": {"text": escape(told(one))},
        "locations": [location(one, context)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": _properties(one),
    }
    repairs = fixes(one, context)
    return {**result, "fixes": repairs} if repairs else result


def _properties(one: Finding) -> dict[str, Any]:
    """What SARIF has no place for."""
    kept = ("pointer", "schema", "stream", "against", "breaks", "witness")
    return {key: value for key, value in one.as_json().items() if key in kept and value is not None}
