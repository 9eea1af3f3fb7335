"""Whole documents as YAML, against what the reference tool writes."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.canonical import dump_json, dump_yaml, with_anchors

GOLDEN = Path(__file__).parents[4] / "shared" / "data" / "golden" / "cases.jsonl.gz"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}\n"),
        ([], "[]\n"),
        (None, "null\n"),
        ("a", "a\n"),
        ({"b": 1, "a": {}, "type": []}, "type: []\na: {}\nb: 1\n"),
        (
            {"a": [1, [2, [3, []]], {"b": 1, "c": [2]}]},
            ("a:\n  - 1\n  - - 2\n    - - 3\n      - []\n  - b: 1\n    c:\n      - 2\n"),
        ),
        ([{"a": {"b": True}}], "- a:\n    b: true\n"),
        ({"no": "no", "": "", "a b": "a\nb"}, "'': ''\na b: |-\n  a\n  b\n'no': 'no'\n"),
        ([["a\n"]], "- - |\n    a\n"),
        ({"examples": [{"b": 1, "$schema": 2}]}, "examples:\n  - $schema: 2\n    b: 1\n"),
    ],
)
def test_documents(value: Any, text: str) -> None:
    """Containers are blocks indented by two, compact in sequences, with sorted keys."""
    assert dump_yaml(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "-0.0"),
        (0.15, "0.15"),
        (1e-7, "1.e-7"),
        (1.5e-7, "1.5e-7"),
        (1e21, "1e+21"),
        (2**63 - 1, "9223372036854776000"),
        (float("inf"), ".inf"),
        (float("-inf"), "-.inf"),
        (float("nan"), ".nan"),
        (True, "true"),
        (datetime(2021, 1, 1, tzinfo=UTC), "2021-01-01T00:00:00.000Z"),
        (b"ab", "!<tag:yaml.org,2002:binary> YWI="),
        (b"", "!<tag:yaml.org,2002:binary> AAAA"),
    ],
)
def test_scalars_that_are_no_strings(value: Any, text: str) -> None:
    """Numbers, booleans, times and bytes are written as js-yaml writes JavaScript's."""
    assert dump_yaml({"a": value}) == f"a: {text}\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, ": 1"),
        ("a\nb", ": |-\n  a\n  b"),
        ({"a": [1], "b": 2}, ": a:\n    - 1\n  b: 2"),
        ([1, 2], ": - 1\n  - 2"),
        ({}, ": {}"),
    ],
)
def test_long_keys(value: Any, text: str) -> None:
    """A key of more than 1024 characters is marked as one, and its value is compact."""
    assert dump_yaml({"k" * 1024: 1}) == "k" * 1024 + ": 1\n"
    assert dump_yaml({"k" * 1025: value}) == "? " + "k" * 1025 + f"\n{text}\n"


def test_shared_containers_are_written_out() -> None:
    """A container that stands in two places is written twice, without an anchor."""
    shared = {"a": 1}
    assert dump_yaml([shared, shared]) == "- a: 1\n- a: 1\n"


def test_the_deepest_document() -> None:
    """A document as deep as can be loaded is written."""
    value: Any = "end"
    for _ in range(100):
        value = {"a": [value]}
    assert dump_yaml(value).endswith("- end\n")


@pytest.mark.parametrize("dump", [dump_yaml, dump_json])
def test_other_types_are_refused(dump: Callable[[Any], str]) -> None:
    """A value that no document can hold is a bug of the caller."""
    with pytest.raises(TypeError, match="cannot hold a set"):
        dump({"a": {1}})


@given(data=st.data())
def test_what_is_written_reads_back(
    data: st.DataObject, json_values: st.SearchStrategy[Any], read_yaml: Callable[[str], Any]
) -> None:
    """Any JSON value survives writing and reading, and is then written the same."""
    value = data.draw(json_values)
    text = dump_yaml(value)
    again = read_yaml(text)
    assert again == value
    assert dump_yaml(again) == text


@pytest.mark.shared
@pytest.mark.skipif(not GOLDEN.exists(), reason="the recorded cases are not beside the checkout")
def test_recorded_files_are_canonical(read_yaml: Callable[[str], Any]) -> None:
    """Files that the reference tool wrote are written again byte for byte."""
    with gzip.open(GOLDEN, "rt", encoding="utf-8") as lines:
        recorded = [json.loads(line)["reference"] for line in lines]
    for text in sorted(filter(None, recorded), key=len)[:400:8]:
        assert dump_yaml(with_anchors(read_yaml(text))) == text
