"""Addresses: what is asked for, what copies are called, and what never gets out."""

from __future__ import annotations

import base64
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.errors import EvtoolError
from evtool.remote.address import is_pinned, names, read_address


@pytest.mark.parametrize(
    ("url", "base", "folder"),
    [
        ("https://a.example.org/r/p/", "https://a.example.org/r/p", ("a.example.org", "r", "p")),
        ("https://A.example.org", "https://A.example.org", ("a.example.org",)),
        ("https://a.org:443/x", "https://a.org:443/x", ("a.org", "x")),
        ("https://a.org:8443//x", "https://a.org:8443//x", ("a.org_8443", "x")),
        ("http://a.org/x#y", "http://a.org/x", ("a.org_80", "x")),
        ("http://[::1]:80/x", "http://[::1]:80/x", ("%3A%3A1_80", "x")),
        ("https://a.org/get?path=", "https://a.org/get?path=", ("a.org", "get?path=")),
        ("https://a.org/ü", "https://a.org/%C3%BC", ("a.org", "ü")),
    ],
)
def test_a_base_is_taken_apart(url: str, base: str, folder: tuple[str, ...]) -> None:
    """The base keeps its form; each host, port and scheme has a folder of its own."""
    address = read_address(url)
    assert (address.base, address.folder) == (base, folder)
    assert address.authorization is None


def test_credentials_are_kept_apart() -> None:
    """User and password become a header and show up nowhere else."""
    address = read_address("https://ada:s%3Acret@a.example.org/x")
    assert "cret" not in repr(address)
    assert "ada" not in repr(address)
    assert address.authorization == "Basic " + base64.b64encode(b"ada:s:cret").decode()


@pytest.mark.parametrize(
    "url",
    [
        "ftp://ada:s3cret@a.org/x",
        "file:///etc/passwd",
        "ada:s3cret@a.org/x",
        "https://ada:s3cret@/x",
        "https://ada:s3cret@../x",
        "https://ada:s3/cret@a.org:x/",
        "https://ada:s3cret@a.org:99999/",
        "https://ada:s3cret@[::1/",
        "https://ada:s3cret@a.org/../x",
        "https://ada:s3cret@a.org/./x",
        "https://ada:s3cret@a b.org/x",
        "",
    ],
)
def test_what_is_no_address_is_refused_without_its_password(url: str) -> None:
    """Each wrong address is an error with a hint that does not show credentials."""
    with pytest.raises(EvtoolError) as caught:
        read_address(url)
    assert "s3" not in f"{caught.value} {caught.value.hint}"
    assert caught.value.hint


def test_paths_are_quoted() -> None:
    """What means something in an address is written as characters."""
    address = read_address("https://a.org/r/")
    assert address.url("a/b/1.0.0") == "https://a.org/r/a/b/1.0.0"
    assert address.url("/a b?c#d%2e") == "https://a.org/r/a%20b%3Fc%23d%252e"


@pytest.mark.parametrize("path", ["..", "a/../b", "./a", "a/.", "a\0b", "x" * 201, "ü" * 34])
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    """No name climbs up, and none is longer than file systems take."""
    with pytest.raises(EvtoolError, match=r"https://a\.org/r"):
        names(path, "https://a.org/r")


@given(st.text())
def test_names_stay_below_their_folder(path: str) -> None:
    """Whatever the path, its names are refused or lead down."""
    try:
        found = names(path, "url")
    except EvtoolError:
        return
    place = PurePosixPath("/cache").joinpath("host", *found)
    assert place.is_relative_to("/cache/host")
    assert ".." not in place.parts


@pytest.mark.parametrize(
    ("path", "pinned"),
    [
        ("a/1.2.0", True),
        ("1.2.0.yaml", True),
        ("a/v1.2.0.json", True),
        ("a/1.2.0-rc.1.yml", True),
        ("a/latest", False),
        ("a/latest.yaml", False),
        ("a/current.yaml", False),
        ("a/1.2", False),
        ("1.2.0/latest", False),
        ("", False),
    ],
)
def test_full_versions_are_pinned(path: str, pinned: bool) -> None:  # noqa: FBT001 - a table
    """A file named by a full version never changes."""
    assert is_pinned(path) is pinned
