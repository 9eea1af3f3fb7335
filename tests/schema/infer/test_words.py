"""Formats and enums of strings: declared on good evidence, else only mentioned."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from evtool.schema.infer.formats import FORMATS, formats_of
from evtool.schema.infer.observation import MOST_TEXTS, Budget, Observation
from evtool.schema.infer.words import text_keywords, text_notes


def seen(*values: str) -> Observation:
    """What is remembered of some strings."""
    observation = Observation()
    for value in values:
        observation.add(value, Budget())
    return observation


def notes(name: str, *values: str) -> list[str]:
    """The notes on a field of this name with these values."""
    return [one.message for one in text_notes(name, name, seen(*values))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-29T23:59:59Z", {"date-time"}),
        ("2024-02-29T23:59:59.123456+01:00", {"date-time"}),
        ("2023-02-29T00:00:00Z", set()),
        ("2024-01-01T24:00:00Z", set()),
        ("2024-01-01T00:00:00", set()),
        ("2024-01-01 00:00:00Z", set()),
        ("2024-01-01", set()),
        ("2024-01-01T00:00:00Z\n", set()),
        ("٢٠٢٤-01-01T00:00:00Z", set()),
        ("https://example.org/a?b=c#d", {"uri"}),
        ("https://example.org/a%2", set()),
        ("https://example.org/a b", set()),
        ("note: text", set()),
        ("mailto:a@example.org", set()),
        ("6BA7B810-9dad-11d1-80b4-00c04fd430c8", {"uuid"}),
        ("6ba7b8109dad11d180b400c04fd430c8", set()),
        ("10.0.0.255", {"ipv4"}),
        ("10.0.0.256", set()),
        ("010.0.0.1", set()),
        ("1.2.3", set()),
        ("::1", {"ipv6"}),
        ("fe80::1%eth0", set()),
        ("", set()),
    ],
)
def test_formats_are_recognized_strictly(text: str, expected: set[str]) -> None:
    """What every validator accepts is recognized, and nothing that only looks like it."""
    assert formats_of(text, frozenset(FORMATS)) == expected


@given(st.text() | st.datetimes().map(lambda when: f"{when.isoformat()}Z") | st.uuids().map(str)
       | st.ip_addresses().map(str))  # fmt: skip
def test_a_recognized_format_is_valid(text: str) -> None:
    """A text fits the format and the length that would be declared for it."""
    for name in formats_of(text, frozenset(FORMATS)):
        schema = {"format": name, "maxLength": FORMATS[name].max_length}
        assert Draft7Validator(schema, format_checker=FormatChecker()).is_valid(text)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("at", ["2024-01-01T00:00:00Z"] * 3, {"format": "date-time", "maxLength": 128}),
        ("at", ["2024-01-01T00:00:00Z"] * 2, {}),
        ("rev_dt", ["2024-01-01T00:00:00Z"], {"format": "date-time", "maxLength": 128}),
        ("at", ["2024-01-01T00:00:00Z"] * 9 + ["x"], {}),
        ("host", ["10.0.0.1", "::1", "10.0.0.1"], {}),
        ("url", ["http://a/b"] * 3, {"format": "uri", "maxLength": 8192}),
    ],
)
def test_a_format_needs_enough_values(name: str, values: list[str], expected: Any) -> None:
    """All values fit it, and there are some, or the field is named like a time."""
    assert text_keywords(name, seen(*values)) == expected


def test_a_format_with_too_few_values_is_mentioned() -> None:
    """The note says how many values had it."""
    assert notes("at", "2024-01-01T00:00:00Z") == [
        "1 value of format date-time: too few to declare it"
    ]


def test_a_time_that_is_none_is_mentioned() -> None:
    """A field named like a time should hold date-times."""
    (note,) = notes("dt", "2024-01-01")
    assert "named like a time" in note


def test_few_words_over_many_values_are_an_enum() -> None:
    """On strong evidence the words are declared, and the note says how to undo it."""
    values = ["failed", "ok"] * 100
    assert text_keywords("status", seen(*values)) == {"enum": ["failed", "ok"]}
    assert notes("status", *values) == [
        'only "failed", "ok" in 200 values: declared as an enum; remove it if more may come'
    ]


def test_few_words_over_some_values_are_only_mentioned() -> None:
    """On weaker evidence the enum is left to a person."""
    values = ["failed", "ok"] * 15
    assert text_keywords("status", seen(*values)) == {}
    assert notes("status", *values) == [
        'only "failed", "ok" in 30 values: an enum if no other may come'
    ]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("status", ["ok"] * 300),
        ("wiki_id", ["enwiki", "dewiki"] * 150),
        ("text", ["hello world", "a b"] * 150),
        ("status", [f"s{i % 9}" for i in range(300)]),
        ("status", ["x" * 65, "y"] * 150),
        ("status", ["ok", "failed"] * 9),
    ],
)
def test_what_looks_free_is_no_enum(name: str, values: list[str]) -> None:
    """One word, ids, sentences, many words, long words and few values prove nothing."""
    assert text_keywords(name, seen(*values)) == {}
    assert notes(name, *values) == []


def test_rare_words_make_no_enum() -> None:
    """A word seen once says that others may come."""
    values = ["failed", "ok"] * 150 + ["odd"]
    assert text_keywords("status", seen(*values)) == {}
    assert "an enum if no other may come" in notes("status", *values)[0]


def test_only_few_texts_are_remembered() -> None:
    """Memory does not grow with the number of different texts."""
    observation = seen(*[f"text{i}" for i in range(MOST_TEXTS + 1)])
    assert observation.texts.words is None
