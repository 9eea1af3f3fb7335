"""The attributes of CloudEvents."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.intake.cloudevents.attributes import from_headers, is_json, problem_of, schema_uri

GOOD = {"specversion": "1.0", "id": "1", "source": "/shop", "type": "page.change"}


def test_the_four_required_attributes_suffice() -> None:
    """Nothing else has to be there."""
    assert problem_of(GOOD) is None


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type"])
@pytest.mark.parametrize("value", [None, "", 1, ["x"]])
def test_each_of_them_must_be_a_text(name: str, value: Any) -> None:
    """The message names the one that is wrong."""
    problem = problem_of({**GOOD, name: value})
    assert problem is not None
    assert name in problem


def test_other_versions_are_refused() -> None:
    """What 0.3 means is not known here."""
    problem = problem_of({**GOOD, "specversion": "0.3"})
    assert problem == "specversion is '0.3'; CloudEvents 1.0 are taken"


@pytest.mark.parametrize("name", ["time", "subject", "dataschema", "datacontenttype"])
def test_optional_attributes_are_texts(name: str) -> None:
    """If they are there."""
    assert problem_of({**GOOD, name: "x"}) is None
    assert name in (problem_of({**GOOD, name: 7}) or "")


def test_headers_become_attributes() -> None:
    """Percent-encoded, as the HTTP binding says; the content type is an attribute too."""
    headers = {
        b"ce-id": b"1",
        b"ce-subject": b"Euro%20%E2%82%AC",
        b"ce-data": b"no attribute",
        b"ce-a-b": b"no name",
        b"content-type": b"application/json; charset=utf-8",
        b"host": b"localhost",
    }
    assert from_headers(headers) == {
        "id": "1",
        "subject": "Euro \N{EURO SIGN}",
        "datacontenttype": "application/json; charset=utf-8",
    }


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/vnd.shop+json", True),
        ("text/json", True),
        ("text/xml", False),
        ("", False),
    ],
)
def test_json_is_known_by_its_media_type(media_type: str, *, expected: bool) -> None:
    """Parameters and case do not count."""
    assert is_json(media_type) is expected


@pytest.mark.parametrize(
    ("dataschema", "base", "expected"),
    [
        ("/page/change/1.2.0", None, "/page/change/1.2.0"),
        ("https://schemas.example.org/page/change/1.2.0", None, "/page/change/1.2.0"),
        ("https://schemas.example.org/page/change/1.2.0.yaml", None, "/page/change/1.2.0"),
        ("https://x.example/s/page/change/1.2.0", "https://x.example/s/", "/page/change/1.2.0"),
        ("https://x.example/s/page/change/1.2.0", "https://x.example/s", "/page/change/1.2.0"),
        ("https://x.example/page/1.0.0?x=1", None, "https://x.example/page/1.0.0?x=1"),
        ("page/change/1.2.0", None, "page/change/1.2.0"),
        ("http://[", None, "http://["),
    ],
)
def test_the_schema_is_the_path_of_the_uri(
    dataschema: str, base: str | None, expected: str
) -> None:
    """What cannot be understood stays as it is, to be refused with its name."""
    assert schema_uri(dataschema, base) == expected
