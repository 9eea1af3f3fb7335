"""Titles, versions, `$id`s and what users write on the command line."""

from __future__ import annotations

import subprocess
import sys

import pytest
import semver
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.version import (
    Label,
    SchemaId,
    SchemaNameError,
    SchemaReference,
    Version,
    is_title,
    is_version_name,
    schema_id,
)

PARTS = st.integers(min_value=0, max_value=2**53 - 1)
VERSIONS = st.builds(Version, PARTS, PARTS, PARTS)
SMALL = st.builds(Version, *[st.integers(min_value=0, max_value=2)] * 3)
TITLES = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True), min_size=1).map("/".join)


@given(VERSIONS)
def test_a_version_is_read_back_from_its_text(version: Version) -> None:
    """Parsing what is printed gives the same version, in the strict and the tolerant way."""
    assert Version.parse(str(version)) == version
    assert Version.coerce(f"/a/b/{version}") == version
    assert is_version_name(str(version))


@given(SMALL, SMALL)
def test_versions_are_ordered_as_semver_orders_them(one: Version, other: Version) -> None:
    """Our tuple order is the library's precedence."""
    assert (one < other) == (semver.Version.parse(str(one)) < semver.Version.parse(str(other)))


@given(VERSIONS)
def test_the_next_versions_rise(version: Version) -> None:
    """Patch, minor and major are each greater than the one before."""
    following = [version, version.next_patch(), version.next_minor(), version.next_major()]
    assert following == sorted(set(following))


def test_the_next_versions_reset_what_is_less() -> None:
    """A larger bump sets the smaller numbers to 0."""
    version = Version(1, 2, 3)
    assert str(version.next_patch()) == "1.2.4"
    assert str(version.next_minor()) == "1.3.0"
    assert str(version.next_major()) == "2.0.0"


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.0", "1.0.0.0", "01.0.0", "v1.0.0", "1.0.0-beta", "1.0.0+x", " 1.0.0", "1.0.0\n",
     "-1.0.0", "1.0.٣", "latest", "9007199254740992.0.0", f"1.0.{'0' * 5000}"],
)  # fmt: skip
def test_only_three_plain_numbers_are_a_version(text: str) -> None:
    """Nothing is tolerated where a version is demanded, and the error says the form."""
    assert Version.match(text) is None
    with pytest.raises(SchemaNameError) as caught:
        Version.parse(text)
    assert "MAJOR.MINOR.PATCH" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/a/1.2", "1.2.0"),
        ("/a/v1.2.3-beta", "1.2.3"),
        ("/a/x1y2", "1.0.0"),
        ("/a/1.0.0#", "1.0.0"),
        ("/a/1.0.0/", "1.0.0"),
        ("/a/20240101", "20240101.0.0"),
        ("/a/1.2.3.4", "1.2.3"),
        ("/a/12345678901234567.5", "5.0.0"),
        ("/a/01.02.03", None),
        ("/a/1.02", None),
        ("/1.0.0/next", None),
        ("/a/٣", None),
        ("/a/9007199254740992", None),
        ("", None),
    ],
)
def test_an_id_is_read_as_the_reference_tool_reads_it(text: str, expected: str | None) -> None:
    """The first run of numbers in the last segment, recorded from the reference tool."""
    assert Version.coerce(text) == (expected and Version.parse(expected))


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("1.0.0", True),
        ("v1.0.0", True),
        ("1.0.0-beta.1", True),
        ("1.0.0+x", True),
        ("1.0.0-" + "a" * 250, True),
        ("1.0.0-" + "a" * 251, False),
        ("1.0", False),
        ("V1.0.0", False),
        ("vv1.0.0", False),
        ("1.0.0-01", False),
        ("1.0.0\n", False),
        ("latest", False),
        ("current", False),
    ],
)
def test_file_names_that_are_versions(stem: str, *, expected: bool) -> None:
    """Any strict semantic version is, with a leading v too, recorded from the reference tool."""
    assert is_version_name(stem) is expected


@given(TITLES, VERSIONS)
def test_an_id_is_read_back_from_its_text(title: str, version: Version) -> None:
    """Strict, tolerant and command-line forms agree on a well-formed `$id`."""
    name = SchemaId(title, version)
    assert schema_id(str(name)) == SchemaId.match(str(name)) == SchemaId.coerce(str(name)) == name
    assert SchemaReference.parse(str(name)) == SchemaReference(title, version)


@pytest.mark.parametrize(
    "text",
    ["", "/", "a/1.0.0", "/1.0.0", "//1.0.0", "/a//1.0.0", "/a/1.0", "/a/1.0.0/", "/a/1.0.0#",
     "/a/1.0.0.yaml", "/a b/1.0.0", "/../1.0.0", "/a/latest"],
)  # fmt: skip
def test_an_id_is_exactly_title_and_version(text: str) -> None:
    """Everything else is refused with the form as the hint."""
    assert SchemaId.match(text) is None
    with pytest.raises(SchemaNameError, match="is not the \\$id of a schema") as caught:
        schema_id(text)
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/b/1.0.0", "/a/b/1.0.0"),
        ("/a/b/1.0.0.yaml", "/a/b/1.0.0"),
        ("/a/b/1.0.0.json#/properties/x", "/a/b/1.0.0"),
        ("/a/b/1.2", "/a/b/1.2.0"),
        ("/a/b/v3", "/a/b/3.0.0"),
        ("/a/b/latest", None),
        ("1.0.0", None),
        ("https://example.org/a/1.0.0", None),
    ],
)
def test_the_tolerant_form_forgives_what_real_files_hold(text: str, expected: str | None) -> None:
    """Slashes, extensions, pointers and short versions are forgiven, a missing title is not."""
    assert SchemaId.coerce(text) == (expected and schema_id(expected))


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("a/b", None),
        ("/a/b", None),
        ("a/b/", None),
        ("a/b@1.2.0", Version(1, 2, 0)),
        ("/a/b@1.2.0", Version(1, 2, 0)),
        ("/a/b/1.2.0", Version(1, 2, 0)),
        ("a/b/1.2.0", Version(1, 2, 0)),
        ("a/b@latest", Label.LATEST),
        ("a/b/latest", Label.LATEST),
        ("a/b@current", Label.CURRENT),
    ],
)
def test_references_of_the_command_line(text: str, version: Version | Label | None) -> None:
    """All forms that users write name the same schema, and print in one form."""
    reference = SchemaReference.parse(text)
    assert reference == SchemaReference("a/b", version)
    assert SchemaReference.parse(str(reference)) == reference


@pytest.mark.parametrize(
    "text", ["", "/", "@1.0.0", "a/b@", "a@1.0", "a/1.0.0@1.0.0", "a b", "a@@"]
)
def test_references_that_name_nothing(text: str) -> None:
    """A reference without a title, or with half a version, is refused with a hint."""
    with pytest.raises(SchemaNameError) as caught:
        SchemaReference.parse(text)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["1.0.0", "latest"])
def test_a_lone_version_is_a_title(text: str) -> None:
    """Without anything before it, even a version can only be a title."""
    assert SchemaReference.parse(text) == SchemaReference(text)


@pytest.mark.parametrize("text", ["a", "a/b-c/d_e", "v1.0"])
def test_titles(text: str) -> None:
    """A title is segments between single slashes."""
    assert is_title(text)


def test_the_version_library_is_not_imported_before_it_is_needed() -> None:
    """A command that reads no version does not pay for the library."""
    script = "import sys, evtool.schema.version; sys.exit('semver' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
