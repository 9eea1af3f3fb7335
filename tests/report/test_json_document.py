"""`json` and `jsonl`: what scripts hold on to, and the schema that describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.finding import Finding, Severity, as_witness
from evtool.report import Context, Report, json_document, json_lines
from evtool.report.json_text import json_text

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "findings.schema.json"
ANY = st.text(st.characters(exclude_categories=()))
CONTEXT = Context(Path("/w"))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    """Give the validator of the documented shape."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def test_the_document_is_the_documented_one(
    report: Report, context: Context, validator: jsonschema.Draft7Validator
) -> None:
    """Version, findings, summary: nothing more, nothing less."""
    document = json.loads(json_document.render(report, context))
    validator.validate(document)
    assert list(document) == ["version", "findings", "summary"]
    assert document["version"] == 1
    assert document["summary"] == {
        "error": 1, "warning": 1, "info": 1, "files": 2, "seconds": 0.84,
    }  # fmt: skip
    assert document["findings"][2]["witness"] == {"page_id": 1}
    assert [one["path"] for one in document["findings"]] == [
        "page/a.yaml", "page/edit/current.yaml", "page/edit/current.yaml",
    ]  # fmt: skip


def test_the_schema_says_what_each_key_means(validator: jsonschema.Draft7Validator) -> None:
    """Each key of a finding is required, described, and there are no others."""
    assert isinstance(validator.schema, dict)
    finding = validator.schema["definitions"]["finding"]
    assert finding["required"] == list(finding["properties"])
    assert finding["required"] == list(Finding("a", "m", Path("x")).as_json())
    assert all(one["description"].endswith(".") for one in finding["properties"].values())
    assert finding["properties"]["severity"]["enum"] == list(Severity)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"findings": [{"rule": "a.b"}]},
        {"summary": {}},
        {"more": 1},
    ],
)
def test_the_schema_refuses_other_documents(
    change: dict[str, Any],
    report: Report,
    context: Context,
    validator: jsonschema.Draft7Validator,
) -> None:
    """It is strict enough to notice a mistake."""
    document = json.loads(json_document.render(report, context))
    assert not validator.is_valid({**document, **change})


def test_each_line_is_a_finding(report: Report, context: Context) -> None:
    """The same objects as in the document."""
    document = json.loads(json_document.render(report, context))
    lines = json_lines.render(report, context).splitlines()
    assert [json.loads(line) for line in lines] == document["findings"]
    assert json_lines.render(Report.of([]), context) == ""


@given(ANY, st.dictionaries(ANY, ANY, max_size=2))
def test_any_text_comes_back_as_it_was(text: str, witness: dict[str, str]) -> None:
    """Lone surrogates included, and always as UTF-8 on one line a finding."""
    one = Finding("a.b", text, Path("/w/x"), hint=text, witness=as_witness(witness))
    line = json_lines.render(Report.of([one]), CONTEXT)
    assert line.encode().decode().count("\n") == 1
    assert len(line.splitlines()) == 1
    found = json.loads(line)
    assert (found["message"], found["hint"], found["witness"]) == (text, text, witness)


def test_text_is_readable_and_harmless() -> None:
    """Other alphabets stay; what a terminal obeys is escaped."""
    assert json_text("名 é") == '"名 é"'
    assert json_text("\x1b[31m\x9b\u2028\u202e\ud800") == (
        '"\\u001b[31m\\u009b\\u2028\\u202e\\ud800"'
    )
