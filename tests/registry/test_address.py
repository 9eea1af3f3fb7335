"""What the path of a URL asks for."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.registry.address import Address, parse_address, url_of
from evtool.schema.repository import Repository

MAIN = Repository("main", "primary", Path("/repository"))


@pytest.mark.parametrize(("path", "address"), [
    ("", Address("")),
    ("shop/order", Address("shop/order")),
    ("shop/order/", Address("shop/order")),
    ("shop/order/1.0.0", Address("shop/order", "1.0.0")),
    ("shop/order/1.0.0.yaml", Address("shop/order", "1.0.0", "yaml")),
    ("shop/order/1.0.0.json", Address("shop/order", "1.0.0", "json")),
    ("shop/order/latest", Address("shop/order", "latest")),
    ("shop/order/current.yaml", Address("shop/order", "current", "yaml")),
    ("shop/order/1.0.0.txt", Address("shop/order/1.0.0.txt")),
    ("shop/order/1.0.0/", Address("shop/order/1.0.0")),
    ("1.0.0", Address("", "1.0.0")),
])  # fmt: skip
def test_paths_are_understood(path: str, address: Address) -> None:
    """A version, `latest` or the source is a file, anything else a folder."""
    assert parse_address(path, MAIN) == address


def test_the_source_has_the_name_of_the_repository() -> None:
    """Where sources are called otherwise, `current` is a folder like any."""
    draft = MAIN.with_settings(current_name="draft")
    assert parse_address("shop/draft", draft) == Address("shop", "draft")
    assert parse_address("shop/current", draft) == Address("shop/current")


@pytest.mark.parametrize(
    "path", ["..", "a/../b", "./a", "a//b", ".git/1.0.0", "a\\b", "a\0", "a\n/b"]
)
def test_paths_that_no_schema_has(path: str) -> None:
    """They never reach the disk."""
    assert parse_address(path, MAIN) is None


@given(st.text(max_size=60) | st.from_regex(r"[a./\\0-9-]{0,40}", fullmatch=True))
def test_an_address_stays_inside(path: str) -> None:
    """Whatever is asked for, the path that is read is plain and below the root."""
    address = parse_address(path, MAIN)
    if address is not None:
        asked = address.file if address.name else address.folder
        segments = asked.split("/") if asked else []
        assert not any(part in {"", ".", ".."} or part.startswith(".") for part in segments)
        assert "\0" not in asked


@given(st.lists(st.from_regex(r"[^/.\\\s][^/\\\s]{0,8}", fullmatch=True), min_size=1, max_size=4))
def test_a_url_leads_back(parts: list[str]) -> None:
    """Quoting loses nothing."""
    assert unquote(url_of("main", *parts)) == "/".join(["/main", *parts])
