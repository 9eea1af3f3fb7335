"""The one form of a schema URI, and everything that it is not."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.event.schema_uri import LONGEST, is_schema_uri


@pytest.mark.parametrize(
    "uri",
    [
        "/a/1.0.0", "/mediawiki/page/change/10.20.30", "/a.b/c-d/e_f/0.0.0", "/a+b/~c/1.2.3",
        "/1/1.0.0", "/A/1.0.0", "/1.0.0/1.0.0", "/a/9999999999999999.0.0",
    ],
)  # fmt: skip
def test_good(uri: str) -> None:
    """A title of one or more parts, and a version of three numbers."""
    assert is_schema_uri(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "", "/", "a/1.0.0", "/1.0.0", "//a/1.0.0", "/a//1.0.0", "/a/1.0.0/", "/a/1.0", "/a/1.0.0.0",
        "/a/latest", "/a/current", "/a/1.0.0.yaml", "/a/01.0.0", "/a/1.0.0-rc", "/a/v1.0.0",
        "/../a/1.0.0", "/a/../b/1.0.0", "/./a/1.0.0", "/a/./1.0.0", "/.../1.0.0", "/.git/1.0.0",
        "/..a/1.0.0", "/%2e%2e/a/1.0.0", "/a%2f/1.0.0", "/a\\b/1.0.0", "\\a\\1.0.0", "/a/1.0.0?x=1",
        "/a/1.0.0#", "/a/1.0.0#/x", "http://a/b/1.0.0", "file:///a/1.0.0", "/a:b/1.0.0",
        "//host/a/1.0.0", "/a/1.0.0\x00", "/a/1.0.0\n", "\n/a/1.0.0", " /a/1.0.0", "/a b/1.0.0",
        "/\u00e9/1.0.0", "/a/\u0661.0.0", "/a/1.0.0\u2028", "/a/1.0.10000000000000000000",
        "/" + "a" * LONGEST + "/1.0.0", "/~/../1.0.0", "/a/1.0.0 ",
    ],
)  # fmt: skip
def test_bad(uri: str) -> None:
    """Climbing, hosts, other spellings of the same, and versions that are none."""
    assert not is_schema_uri(uri)


@given(
    st.one_of(
        st.text("/.a0~1%2eE\\:?#\x00\n-", max_size=20),
        st.from_regex(r"\A(/[a.%\\~0-9]{1,4}){1,4}/[0-9]\.[0-9]\.[0-9]\Z"),
        st.text(max_size=20),
    )
)
def test_what_is_taken_stays_where_it_is(text: str) -> None:
    """Normalized, unquoted or resolved against a base, it is the same path below the base."""
    if not is_schema_uri(text):
        return
    assert posixpath.normpath(text) == text
    assert unquote(text) == text
    assert urljoin("http://host/base/", text) == f"http://host{text}"
    assert text.isascii()
    assert text.isprintable()
