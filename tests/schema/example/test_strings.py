"""Strings: words, lengths and formats."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.schema.example import CannotGenerate, generate_example

ROWS: list[tuple[dict[str, Any], Any]] = [
    ({"minLength": 6}, "dolordolor"),
    ({"minLength": 5.5}, "dolordolor"),
    ({"maxLength": 7}, "d"),
    ({"maxLength": 32}, "dolo"),
    ({"maxLength": 33}, "dolor"),
    ({"minLength": 4, "maxLength": 4}, "dolo"),
    ({"minLength": 9, "maxLength": 2}, "dolord"[:2]),
    ({"format": "hostname", "maxLength": 4}, "hhhh"),
    ({"format": "ipv4", "minLength": 12}, "38.38.38.38/38.38.38.38"),
    ({"format": "date-time", "maxLength": 4}, "2021-01-01T00:00:00.0Z"),
    ({"format": "date-time", "maxLength": 16}, "2021-01-01T00:00:00.0Z"),
    ({"format": "uuid", "maxLength": 8}, "22222222"),
    ({"format": "", "pattern": "x"}, "x"),
    ({"pattern": "ab", "minLength": 5}, "ababab"),
    ({"pattern": "[0-9]{12}", "maxLength": 3}, "111"),
    ({"pattern": "", "minLength": 3}, "/" * 3),
    ({"pattern": "\\d{4}-\\d\\d-\\d\\d", "format": "date"}, "1111-11-11"),
    ({"pattern": "\\d\\d:\\d\\d", "format": "time"}, "11:11:00.000Z"),
    ({"enum": ["2020-02-03T04:05:06.120Z"], "format": "date-time"}, "2020-02-03T04:05:06.12Z"),
    ({"enum": ["2020-02-03T04:05:06+02:00"], "format": "date-time"}, "2020-02-03T02:05:06.0Z"),
    ({"enum": ["2020-02-30"], "format": "date"}, "2020-03-01"),
    ({"enum": ["abcdef"], "maxLength": 2}, "ab"),
    ({"enum": ["ab"], "minLength": 4}, "ab/ab"),
    ({"pattern": "\U0001f600", "minLength": 3}, "\U0001f600\U0001f600"),
]


@pytest.mark.parametrize(("keywords", "example"), ROWS)
def test_string(keywords: dict[str, Any], example: str) -> None:
    """A string is of its pattern or format, or a word, fitted to its length."""
    assert generate_example({"type": "string", **keywords}) == example


def test_clock_formats_are_constant() -> None:
    """Dates and times are fixed, where the reference tool asks the clock."""
    formats = {name: generate_example({"format": name}) for name in ("date", "time", "datetime")}
    assert formats == {
        "date": "2021-01-01",
        "time": "00:00:00.000Z",
        "datetime": "2021-01-01T00:00:00.0Z",
    }


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"format": "postal-code"}, "no text is known for the format 'postal-code'"),
    ({"format": 5}, "no text is known for the format 5"),
    ({"format": "date-time", "minLength": 30}, "is no date or time"),
    ({"format": "date-time", "enum": ["yesterday"]}, '"yesterday" is no date or time'),
    ({"format": "date", "enum": ["2020-02-32"]}, "is no date or time"),
    ({"format": "time", "enum": ["25:00"]}, "is no date or time"),
    ({"minLength": "5"}, "`minLength` is no number"),
    ({"minLength": 10**9}, "more than 1,000,000"),
    ({"enum": ["a"], "minLength": 10**9}, "more than 1,000,000"),
    ({"pattern": "\U0001f600", "maxLength": 1}, "half a character"),
]


@pytest.mark.parametrize(("keywords", "reason"), REFUSED)
def test_refused_string(keywords: dict[str, Any], reason: str) -> None:
    """What no string can be made of is refused with its reason."""
    with pytest.raises(CannotGenerate) as caught:
        generate_example({"type": "string", **keywords})
    assert reason in caught.value.reason
    assert caught.value.hint
