"""`action=streamconfigs`, against answers recorded from MediaWiki and by hand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from evtool.document import parse_document
from evtool.streamconfig.mediawiki.action import Action
from evtool.streamconfig.mediawiki.parameters import parse_parameters
from evtool.streams.build import build
from evtool.streams.configuration import Configuration, Options
from evtool.streams.file import read_stream_file
from evtool.streams.load import load_files

RECORDED = Path(__file__).parents[4] / "shared/data/streams"
FILES = {"wmf": "wmf-event-streams.yaml", "mini": "mini-config.json"}


def small() -> Configuration:
    """Two streams."""
    text = b"streams: {a: {x: 1, topics: null}, b: {topics: [t], stream: c}}"
    return build([read_stream_file(parse_document(text, Path("s.yaml")))], Options("by-index"))


def answered(query: str) -> tuple[Any, dict[bytes, bytes]]:
    """The JSON of an answer, and its headers."""
    answer = Action(parse_parameters(f"action=streamconfigs&{query}")).answer(small())
    assert answer.status == 200
    return json.loads(answer.body), dict(answer.headers)


def _recorded() -> list[dict[str, Any]]:
    path = RECORDED / "streamconfigs-cases.json"
    cases: list[dict[str, Any]] = json.loads(path.read_bytes())["cases"] if path.exists() else []
    return cases


@pytest.fixture(scope="module")
def recorded() -> dict[str, Configuration]:
    """Give the configurations that the answers were recorded from."""
    if not RECORDED.is_dir():
        pytest.skip("the recorded data are not beside this checkout")
    return {
        profile: load_files([RECORDED / name], Options("by-index"))
        for profile, name in FILES.items()
    }


@pytest.mark.shared
@pytest.mark.parametrize("case", _recorded(), ids=lambda case: case["id"])
def test_recorded_answers(case: dict[str, Any], recorded: dict[str, Configuration]) -> None:
    """Names in order, settings, error codes, warnings and headers are MediaWiki's."""
    parameters = parse_parameters(case["query"]) | parse_parameters(case.get("body") or "")
    answer = Action(parameters).answer(recorded[case["profile"]])
    expected = case["expect"]
    headers = {name.decode(): value.decode() for name, value in answer.headers}
    assert headers["content-type"] == expected["content_type"]
    assert headers["cache-control"] == expected["cache_control"]
    assert expected["headers"].items() <= headers.items()
    text = answer.body.decode()
    if "jsonp" in expected:
        text = text.removeprefix(f"/**/{expected['jsonp']}(").removesuffix(")")
    made = json.loads(text)
    assert set(expected.get("warnings", [])) - {"json"} <= set(made.get("warnings", {}))
    if "error_code" in expected:
        assert made["error"]["code"] == expected["error_code"]
    elif not expected.get("empty_body"):
        _compare(made["streams"], expected)


def _compare(streams: dict[str, Any], expected: dict[str, Any]) -> None:
    assert list(streams) == expected["names"]
    if "streams" in expected:
        assert streams == expected["streams"]
        assert [list(one) for one in streams.values()] == [
            list(one) for one in expected["streams"].values()
        ]
    else:
        separators = (",", ":")
        text = json.dumps(streams, sort_keys=True, ensure_ascii=False, separators=separators)
        assert hashlib.sha256(text.encode()).hexdigest() == expected["sha256"]


def test_keys_keep_their_order() -> None:
    """`stream` and `topics` stand where the entry has them, else last."""
    made, _ = answered("")
    assert [list(one.items()) for one in made["streams"].values()] == [
        [("x", 1), ("topics", ["a"]), ("stream", "a")],
        [("topics", ["t"]), ("stream", "b")],
    ]


@pytest.mark.parametrize(
    ("query", "code", "cache"),
    [
        ("streams=" + "|".join(map(str, range(251))), b"toomanyvalues", b"600"),
        ("constraints=" + "|".join(map(str, range(51))), b"toomanyvalues", b"600"),
        ("formatversion=1", b"badvalue", b"600"),
        ("action=query", b"badvalue", b"0"),
        ("assert=user", b"assertuserfailed", b"0"),
        ("assert=bot&maxage=9", b"assertbotfailed", b"9"),
        ("assert=me&maxage=x", b"badvalue", b"0"),
        ("assertuser=me", b"assertnameduserfailed", b"0"),
    ],
)
def test_refusals(query: str, code: bytes, cache: bytes) -> None:
    """HTTP 200 with an error object, its code in a header too."""
    made, headers = answered(query)
    assert made["error"]["code"].encode() == code == headers[b"mediawiki-api-error"]
    assert headers[b"cache-control"] == b"private, must-revalidate, max-age=" + cache
    assert "streams" not in made


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("streams=b|a|b", ["b", "a"]),
        ("streams=%1Fa%1Fb", ["a", "b"]),
        ("streams=", []),
        ("streams[]=a", ["a", "b"]),
        ("constraints=", ["a", "b"]),
        ("constraints=x%3D1%7Cx%3D1", ["a"]),
        ("constraints=topics[0]=t", ["b"]),
        ("constraints=topics[0]=a", []),
    ],
)
def test_choices(query: str, names: list[str]) -> None:
    """Repeats count once, and derived topics cannot be asked for."""
    made, _ = answered(query)
    assert list(made["streams"]) == names


def test_warnings_and_extras() -> None:
    """Unknown parameters are told of, and what identifies the request comes back."""
    made, headers = answered("foo=1&all_settings=0&requestid=r&curtimestamp&origin=*")
    assert set(made["warnings"]) == {"main", "streamconfigs"}
    assert "foo" in made["warnings"]["main"]["warnings"]
    assert made["requestid"] == "r"
    assert made["curtimestamp"].endswith("Z")
    assert headers[b"access-control-allow-origin"] == b"*"


def test_scripts_get_no_other_code_than_asked_for() -> None:
    """The name of the callback is cleaned, and bytes can be kept in ASCII."""
    parameters = parse_parameters("action=streamconfigs&callback=a(b)<c>;d&ascii&streams=x")
    answer = Action(parameters).answer(small())
    assert answer.body.startswith(b"/**/abcd({")
    parameters["requestid"] = "ö"
    assert b"\\u00f6" in Action(parameters).answer(small()).body
