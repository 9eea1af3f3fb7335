"""Items of `repositories` name one place each, and become repositories or bases."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.config import Section, load_section
from evtool.document import parse_document
from evtool.errors import ConfigurationError
from evtool.repository_entry import RepositoryEntry
from evtool.schema.repository import Repository
from evtool.schema.settings import MaterializeSettings

HERE = Path("/shop")


def entry(text: str) -> RepositoryEntry:
    """The entry of a YAML map."""
    document = parse_document(text.encode(), Path("evtool.yaml"))
    return load_section(RepositoryEntry, Section(document))


def place(text: str) -> Repository | str:
    """What the entry stands for in a workspace at /shop."""
    return entry(text).place(HERE, MaterializeSettings())


def test_a_path_is_seen_from_the_workspace() -> None:
    """`schemas` is a folder below `path`, and `..` is taken out."""
    found = place("{name: a, path: ../other/a, schemas: jsonschema}")
    assert isinstance(found, Repository)
    assert (found.root, found.clone) == (Path("/other/a/jsonschema"), None)


def test_a_url_is_cloned_into_the_state_folder() -> None:
    """Without a path the clone lies below `.evtool`."""
    found = place("{name: a, url: 'https://example.org/a.git', rev: v1, schemas: jsonschema}")
    assert isinstance(found, Repository)
    assert found.clone == Path("/shop/.evtool/repositories/a")
    assert found.root == found.clone / "jsonschema"
    assert (found.url, found.rev) == ("https://example.org/a.git", "v1")


def test_ignore_holds_patterns() -> None:
    """Schemas that match a pattern are left out by commands on the whole repository."""
    found = place("{name: a, path: a, ignore: ['^/old/', 'x/1\\.0\\.0']}")
    assert isinstance(found, Repository)
    assert found.ignores("/old/b/1.0.0")
    assert found.ignores("/x/1.0.0")
    assert not found.ignores("/new/b/1.0.0")


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_base_may_be_a_url(scheme: str) -> None:
    """References are looked up there as it is written."""
    assert place(f"{{name: a, base: '{scheme}://example.org/a/'}}") == f"{scheme}://example.org/a/"


@pytest.mark.parametrize("base", ["../a", "file:///a", "/a"])
def test_a_base_may_be_a_folder(base: str) -> None:
    """A folder of others, relative to the workspace or not."""
    found = place(f"{{name: other, base: '{base}'}}")
    assert isinstance(found, Repository)
    assert (found.name, found.root) == ("other", Path("/a"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{path: a}", "the key 'name' is missing"),
        ("{name: a}", "needs a path, or a url to clone"),
        ("{name: a, path: a, rev: v1}", "rev pins a clone and needs a url"),
        ("{name: ../a, path: a}", "name: '../a' is no name for a repository"),
        ("{name: '', path: a}", "name: '' is no name for a repository"),
        ("{name: a, base: b, path: c}", "base is for looking references up and excludes path"),
        ("{name: a, base: b, url: c}", "base is for looking references up and excludes url"),
        ("{name: a, path: b, role: third}", "role: 'third' is none of primary, secondary"),
        ("{name: a, path: b, ignore: ['(']}", "ignore[0]: not a regular expression"),
    ],
)
def test_entries_that_make_no_sense_are_refused(text: str, sentence: str) -> None:
    """The sentence names the key at fault."""
    with pytest.raises(ConfigurationError) as caught:
        entry(text)
    assert sentence in caught.value.message
