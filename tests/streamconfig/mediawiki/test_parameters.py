"""Parameters as PHP and MediaWiki read them."""

from __future__ import annotations

import pytest

from evtool.streamconfig.mediawiki.parameters import normal, parse_parameters, split_values


def test_parameters() -> None:
    """The last of several counts; dots and spaces in names become underscores."""
    assert parse_parameters("a=1&b=x+y%20z&a=2&&c&d.e=3&+f=4&g[]=5&=6") == {
        "a": "2",
        "b": "x y z",
        "c": "",
        "d_e": "3",
        "f": "4",
    }
    assert parse_parameters("") == {}
    assert len(parse_parameters("&".join(f"a{number}=" for number in range(2000)))) == 1000


def test_bytes_that_are_no_text_are_replaced() -> None:
    """As MediaWiki cleans its input."""
    assert parse_parameters("a=%FF%C3%B6") == {"a": "\N{REPLACEMENT CHARACTER}ö"}
    assert normal("a\x00b") == "a\N{REPLACEMENT CHARACTER}b"
    assert normal("o\N{COMBINING DIAERESIS}") == "ö"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("a", ["a"]),
        ("a|b", ["a", "b"]),
        ("a||", ["a", "", ""]),
        ("\x1f", []),
        ("\x1fa|b\x1fc", ["a|b", "c"]),
    ],
)
def test_values(value: str, expected: list[str]) -> None:
    """Separated by a bar, or by U+001F if that comes first."""
    assert split_values(value) == expected
