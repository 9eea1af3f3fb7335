"""Formats, each with texts that have it and texts that do not."""

from __future__ import annotations

import pytest

from evtool.rules.formats import CHECKS

FORMATS: dict[str, tuple[list[str], list[str]]] = {
    "date": (["2024-02-29", "0000-01-01"], ["2023-02-29", "2024-2-9", "24-02-09", "2024-13-01"]),
    "time": (
        ["12:00:00Z", "12:00:00.123+02:00", "23:59:60Z", "00:59:60+01:00", "12:00:00z"],
        ["12:00:00", "24:00:00Z", "12:60:00Z", "12:00:60Z", "12:00Z", "12:00:00+24:00"],
    ),
    "date-time": (
        ["2024-05-01T12:00:00Z", "2024-05-01t12:00:00.5-07:30"],
        ["2024-05-01 12:00:00Z", "2024-05-01", "yesterday", "2024-05-01T12:00:00", ""],
    ),
    "email": (
        [
            "a@example.org",
            "a.b+c@example.org",
            '"a b"@example.org',
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
        ],
        ["a", "@example.org", "a@", ".a@example.org", "a b@example.org", "a@-x.org"],
    ),
    "idn-email": (["ä@exämple.org"], ["ä", "ä @example.org"]),
    "hostname": (
        ["example.org", "a-b.c", "localhost"],
        ["-a.org", "a..b", "a_b.org", "", "a" * 64],
    ),
    "idn-hostname": (["exämple.org"], ["", "ä" * 70]),
    "ipv4": (["127.0.0.1"], ["127.0.0", "256.0.0.1", "127.0.0.01", "127.0.0.1/8"]),
    "ipv6": (["::1", "cccc:cccc:cccc:cccc:cccc:cccc:cccc:cccc"], ["1", ":::1", "::1%eth0"]),
    "uri": (
        ["http://example.org/a?b#c", "urn:uuid:x", "mailto:a@b", "http://[::1]:80/"],
        ["/a", "a", "http://exa mple.org", "http://a/[", "http://a:b", "http://a#b#c", "ä:x"],
    ),
    "uri-reference": (["", "a/b", "/a", "//a/b", "?a", "#b", "a:b"], ["a b", "%zz", "1:a", "\\a"]),
    "iri": (["http://exämple.org/ä"], ["/ä", "ä ö"]),
    "iri-reference": (["/ä"], ["ä ö", "<a>"]),
    "uri-template": (["http://a/{b}/{c}", "a"], ["{a", "a}", "{}"]),
    "json-pointer": (["", "/a/b", "/a~1b/0"], ["a", "/a~2", "#/a"]),
    "json-pointer-uri-fragment": (["#", "#/a%20b"], ["/a", "#a", "#/a b"]),
    "relative-json-pointer": (["0", "1/a", "2#"], ["/a", "01", "-1/a"]),
    "regex": (["^a+$", "(?<a>b)"], ["[a-", "(", "a**"]),
    "uuid": (
        ["22222222-2222-2222-2222-222222222222"],
        ["2222", "22222222222222222222222222222222"],
    ),
    "url": (["https://example.org"], ["example"]),
}


def test_every_format_is_tested() -> None:
    """No format without texts."""
    assert set(FORMATS) == set(CHECKS)


@pytest.mark.parametrize("name", FORMATS)
def test_format(name: str) -> None:
    """A format tells texts apart, and says nothing about other values."""
    good, bad = FORMATS[name]
    check = CHECKS[name]
    assert [text for text in good if not check(text)] == []
    assert [text for text in bad if check(text)] == []
    assert check(5)
    assert check(None)
