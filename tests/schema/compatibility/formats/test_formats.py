"""What is known about formats: who has them for sure, and who for sure has not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import FormatChecker

from evtool.schema.compatibility.formats import known_format

NAMES = (
    "date", "date-time", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri",
    "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri",
    "uri-reference", "uri-template",
)  # fmt: skip
CONTESTED = ("byte", "color", "duration", "iso-date-time", "url", "uuid")
PIECES = st.lists(
    st.sampled_from(
        ["a", "1", "0", ":", ".", "-", "/", "@", "%", "#", "?", "[", " ", "T", "Z", "~", "{",
         "xn--", "2024-05-01", "12:00:00", "192.0.2.1", "::", "example.org", "http://",
         "\u00e9", "+01:00"]
    ),
    max_size=5,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("name", [*NAMES, *CONTESTED])
def test_samples_have_their_format(name: str) -> None:
    """Each format has samples that its own test, its cover and all wider formats accept."""
    known = known_format(name)
    assert known is not None
    assert known.samples
    for text in known.samples:
        assert known.test(text) is True
        assert known.pattern.matches(text) is not False
        for wider in known.within:
            assert known_format(wider).test(text) is not False  # type: ignore[union-attr]


@settings(deadline=None)
@given(st.sampled_from(NAMES), PIECES)
def test_covers_cover(name: str, text: str) -> None:
    """What may have a format matches its cover, and has the wider formats too."""
    known = known_format(name)
    assert known is not None
    if known.test(text) is not False:
        assert known.pattern.matches(text) is not False
    elif known.exact:
        assert known.pattern.matches(text) is not True or known.test(text) is False
    if known.test(text) is True:
        assert all(known_format(wider).test(text) is not False for wider in known.within)  # type: ignore[union-attr]


@pytest.mark.filterwarnings("ignore:Possible:FutureWarning")  # of Python's regexes, which it reads
@settings(deadline=None)
@given(st.sampled_from(["date", "ipv4", "ipv6", "regex"]), PIECES)
def test_validators_agree(name: str, text: str) -> None:
    """Where we are sure, jsonschema says the same of formats that it checks by itself."""
    known = known_format(name)
    assert known is not None
    ours = known.test(text)
    assert ours is None or ours == FormatChecker().conforms(text, name)


@pytest.mark.parametrize(
    ("name", "text", "has"),
    [
        ("date", "2024-02-30", False), ("date", "2024-02-29", True),
        ("date-time", "2024-05-01T12:00:00Z", True), ("date-time", "2024-05-01", False),
        ("time", "25:00:00Z", False), ("email", "nobody", False), ("email", "a@b.org", True),
        ("ipv4", "1.2.3", False), ("ipv4", "256.0.0.1", False), ("ipv6", "::1", True),
        ("ipv6", "1::2::3", False), ("hostname", "a.example", True), ("hostname", "-a", False),
        ("uri", "https://example.org/a", True), ("uri", "/a", False), ("uri-reference", "/a", True),
        ("json-pointer", "/a/~0", True), ("json-pointer", "a", False), ("regex", "(", False),
        ("relative-json-pointer", "0#", True), ("relative-json-pointer", "/a", False),
    ],
)  # fmt: skip
def test_formats_are_told_apart(name: str, text: str, has: bool) -> None:  # noqa: FBT001
    """Well-known texts have the formats that they have."""
    known = known_format(name)
    assert known is not None
    assert known.test(text) is has


@pytest.mark.parametrize("name", ["unknown", "", None, 5, ["date"], {}])
def test_other_names_are_annotations(name: object) -> None:
    """A format that nobody knows, or that is no name, says nothing."""
    assert known_format(name) is None


@pytest.mark.parametrize("name", CONTESTED)
def test_contested_formats_refuse_nothing(name: str) -> None:
    """Formats that only some validators know are never the reason of a refusal."""
    known = known_format(name)
    assert known is not None
    assert known.test("nothing like it \n") is None
