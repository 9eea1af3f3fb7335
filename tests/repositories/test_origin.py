"""Addresses of repositories: what git gets, and what people see."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.repositories.origin import clone_url, shown_url
from evtool.schema.repository import Repository


@pytest.mark.parametrize(
    ("url", "cloned"),
    [
        ("https://a.org/x.git", "https://a.org/x.git"),
        ("file:///srv/x", "file:///srv/x"),
        ("git@a.org:x/y.git", "git@a.org:x/y.git"),
        ("../x", "/home/x"),
        ("/srv/x.git/", "/srv/x.git"),
        ("./a:b", "/home/workspace/a:b"),
        ("x", "/home/workspace/x"),
    ],
)
def test_folders_are_seen_from_the_workspace(url: str, cloned: str) -> None:
    """Addresses stay as they are; a relative folder starts at `evtool.yaml`."""
    repository = Repository("a", "primary", Path("a"), url=url)
    assert clone_url(repository, Path("/home/workspace")) == cloned


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@a.org/x@y", "https://a.org/x@y"),
        ("https://u:p@ss@a.org/x", "https://a.org/x"),
        ("ssh://git@a.org/x", "ssh://a.org/x"),
        ("git@a.org:x", "git@a.org:x"),
        ("../x@y", "../x@y"),
    ],
)
def test_credentials_are_not_shown(url: str, shown: str) -> None:
    """User and password of an address are left out."""
    assert shown_url(url) == shown
