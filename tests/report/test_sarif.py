"""`sarif`: the parts of SARIF 2.1.0 that we use, stated as a schema, and escapes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.finding import Finding, TextEdit
from evtool.report import Context, Report, sarif
from evtool.report.visible import one_line

ANY = st.text(st.characters(exclude_categories=()))


def closed(required: str, **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def listed(items: Any, least: int = 0) -> dict[str, Any]:
    """An array of these items."""
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": True}


TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}  # 3.27.10
MESSAGE = closed("text", text={"type": "string", "minLength": 1})  # 3.11
REGION = closed(
    "startLine", startLine=NUMBER, startColumn=NUMBER, endLine=NUMBER, endColumn=NUMBER
)  # 3.30: text regions by line and column, all from 1
ARTIFACT = closed(
    "uri", uri={"type": "string", "pattern": r"^[A-Za-z0-9/._~:%-]+$"}, uriBaseId=TEXT
)  # 3.4: a relative reference, percent-encoded, and what it is relative to
PLACE = closed(
    "physicalLocation",
    physicalLocation=closed("artifactLocation region", artifactLocation=ARTIFACT, region=REGION),
    logicalLocations=listed(closed("fullyQualifiedName", fullyQualifiedName=TEXT), 1),
)  # 3.28, 3.29, 3.33
REPLACEMENT = closed("deletedRegion insertedContent", deletedRegion=REGION,
                     insertedContent=closed("text", text=TEXT))  # 3.57  # fmt: skip
CHANGE = closed(
    "artifactLocation replacements", artifactLocation=ARTIFACT, replacements=listed(REPLACEMENT, 1)
)  # 3.56
RULE = closed(
    "id shortDescription help defaultConfiguration properties",
    id=TEXT,
    shortDescription=MESSAGE,
    help=closed("text markdown", text=TEXT, markdown=TEXT),
    defaultConfiguration=closed("level", level=LEVEL),
    properties=closed("tags", tags=listed(TEXT)),
)  # 3.49
RESULT = closed(
    "ruleId ruleIndex level message locations partialFingerprints properties",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations=listed(PLACE, 1),
    partialFingerprints={"type": "object", "additionalProperties": TEXT, "minProperties": 1},
    properties={"type": "object"},
    fixes=listed(
        closed("artifactChanges", description=MESSAGE, artifactChanges=listed(CHANGE, 1)), 1
    ),
)  # 3.27
RUN = closed(
    "tool results columnKind newlineSequences originalUriBaseIds invocations",
    tool=closed("driver", driver=closed("name", name=TEXT, version=TEXT, rules=listed(RULE))),
    results={"type": "array", "items": RESULT},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    newlineSequences=listed(TEXT, 1),
    originalUriBaseIds={
        "type": "object",
        "additionalProperties": closed("description", description=MESSAGE),
    },
    invocations=listed(closed("executionSuccessful", executionSuccessful={"type": "boolean"})),
)  # 3.14
LOG = closed(
    "version runs",
    **{"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": listed(RUN, 1)},
)  # 3.13


def run_of(report: Report, context: Context) -> dict[str, Any]:
    """The only run of the log, after a look at its shape."""
    log = json.loads(sarif.render(report, context))
    jsonschema.Draft7Validator(LOG).validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_results_point_at_their_rules(report: Report, context: Context) -> None:
    """All rules that ran are there with their help, and those of plugins by name."""
    run = run_of(report, context)
    rules = run["tool"]["driver"]["rules"]
    names = [rule["id"] for rule in rules]
    assert names == sorted(names)
    assert "yaml.syntax" in names
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [
        one.rule for one in report.findings
    ]
    snake = rules[names.index("robustness.snake-case")]
    assert snake["shortDescription"]["text"] == "Names are in snake case."
    assert snake["help"]["markdown"] == "## Why\n\nTables."
    assert [one["level"] for one in run["results"]] == ["note", "warning", "error"]


def test_a_result_says_where_and_what(report: Report, context: Context) -> None:
    """Relative path, region, JSON pointer, and what SARIF has no place for."""
    result = run_of(report, context)["results"][2]
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "page/edit/current.yaml", "uriBaseId": "SRCROOT"},
                "region": {"startLine": 7, "startColumn": 5},
            },
            "logicalLocations": [{"fullyQualifiedName": "/required/1"}],
        }
    ]
    assert result["properties"] == {
        "pointer": "/required/1",
        "schema": "/page/edit/1.3.0",
        "against": "/page/edit/1.2.0",
        "breaks": "readers",
        "witness": {"page_id": 1},
    }
    assert result["message"]["text"].endswith("it. Help: keep it optional, or start version 2.0.0")


def test_text_edits_are_fixes(report: Report, context: Context) -> None:
    """As replacements by line and column; none where the file cannot be read."""
    (fix,) = run_of(report, context)["results"][1]["fixes"]
    (change,) = fix["artifactChanges"]
    assert [one["deletedRegion"] for one in change["replacements"]] == [
        {"startLine": 4, "startColumn": 3, "endLine": 4, "endColumn": 9},
        {"startLine": 6, "startColumn": 5, "endLine": 6, "endColumn": 11},
    ]
    unread = run_of(report, replace(context, source=lambda _: None))
    assert "fixes" not in unread["results"][1]


def test_edits_of_two_files_are_two_changes(context: Context) -> None:
    """One fix, which is done as a whole."""
    edits = tuple(TextEdit(Path(f"/w/{name}"), 0, 0, "#") for name in ("b", "a"))
    one = Finding("a.b", "m", Path("/w/a"), fix=edits)
    (fix,) = run_of(Report.of([one]), context)["results"][0]["fixes"]
    uris = [change["artifactLocation"]["uri"] for change in fix["artifactChanges"]]
    assert uris == ["a", "b"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/w/a b/é.yaml", {"uri": "a%20b/%C3%A9.yaml", "uriBaseId": "SRCROOT"}),
        ("/w/a:b", {"uri": "a%3Ab", "uriBaseId": "SRCROOT"}),
        ("/w/\udcff", {"uri": "%FF", "uriBaseId": "SRCROOT"}),
        ("/elsewhere/a", {"uri": "file:///elsewhere/a"}),
    ],
)
def test_paths_are_uris(path: str, uri: dict[str, str], context: Context) -> None:
    """Relative to the checkout, percent-encoded; files outside are named in full."""
    result = run_of(Report.of([Finding("a.b", "m", Path(path))]), context)["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == uri


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ('{"x": 1}', '{{"x": 1}}'),
        ("see [this](3)", "see [this\\](3)"),
        ("a\\](3)", "a\\\\\\](3)"),
        ("x[0]", "x[0]"),
    ],
)
def test_a_message_has_neither_placeholders_nor_links(text: str, escaped: str) -> None:
    """Sections 3.11.5 and 3.11.6."""
    assert sarif.escape(text) == escaped


@given(st.one_of(ANY, st.text(st.sampled_from("[](){}\\a1"), max_size=12)))
def test_hostile_text_is_read_back(text: str) -> None:
    """After what a viewer does with placeholders and escapes, the text is there."""
    one = Finding("a.b", f"m{text}m", Path("/w/x"))
    result = run_of(Report.of([one]), Context(Path("/w")))["results"][0]
    shown = result["message"]["text"]
    assert not re.search(r"(?<!\\)(\\\\)*\]\(", shown)
    assert not re.search(r"(?<!\{)(\{\{)*\{\d+\}(\}\})*(?!\})", shown)
    read = re.sub(r"(\\*)\\\]\(", lambda match: match[1][::2] + "](", shown)
    assert read.replace("{{", "{").replace("}}", "}") == one_line(one.message)
