"""The namespace over several repositories, and finding one schema in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from evtool.errors import DocumentError, SchemaNotFound
from evtool.git import Git
from evtool.schema.catalog import Catalog, SchemaFile, Shelf
from evtool.schema.catalog.catalog import nearest_titles
from evtool.schema.git_store import commit_store, index_store
from evtool.schema.repository import Repository
from evtool.schema.store import MemoryStore
from evtool.schema.version import Label, SchemaReference, Version

Make = Callable[[dict[str, str]], Catalog]

FILES = {
    "page/change/current.yaml": "title: page/change\n$id: /page/change/1.2.0\n",
    "page/change/1.0.0.yaml": "one",
    "page/change/1.1.0.yaml": "two",
    "page/view/current.yaml": "title: page/view\n$id: /page/view/1.0.0\n",
    "user/change/1.0.0.yaml": "user",
}


def find(catalog: Catalog, text: str, default: Label = Label.LATEST) -> SchemaFile:
    """Find what a user names."""
    return catalog.find(SchemaReference.parse(text), default)


@pytest.mark.parametrize(
    ("text", "content", "name"),
    [
        ("page/change", b"two", "page/change@1.1.0"),
        ("page/change@latest", b"two", "page/change@1.1.0"),
        ("/page/change/latest", b"two", "page/change@1.1.0"),
        ("page/change@1.0.0", b"one", "page/change@1.0.0"),
        ("/page/change/1.0.0", b"one", "page/change@1.0.0"),
        ("user/change/1.0.0", b"user", "user/change@1.0.0"),
    ],
)
def test_versions_are_found_by_every_name(
    catalog: Make, text: str, content: bytes, name: str
) -> None:
    """Title, title@version, and `$id` mean the same file."""
    found = find(catalog(FILES), text)
    assert found.content == content
    assert str(found) == name


def test_the_source_is_found_by_its_label(catalog: Make) -> None:
    """`current` is the source, with the version that stands in it."""
    found = find(catalog(FILES), "page/change@current")
    assert found.version is None
    assert str(found) == "page/change@current"
    assert found.source.version == Version(1, 2, 0)
    assert found.document.value["title"] == "page/change"
    assert find(catalog(FILES), "page/change", Label.CURRENT).content == found.content


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("page/chnge", "did you mean page/change"),
        ("view", "did you mean page/view?"),
        ("zzz", "`evtool schema list`"),
        ("page/change@3.0.0", "it has 1.0.0, 1.1.0"),
        ("user/change@current", "it has no current.yaml; it has 1.0.0"),
        ("page/view", "none of its versions is materialized; `evtool schema materialize"),
    ],
)
def test_a_miss_says_what_there_is(catalog: Make, text: str, hint: str) -> None:
    """The nearest titles, or the versions of the one that was found."""
    with pytest.raises(SchemaNotFound) as caught:
        find(catalog(FILES), text)
    assert hint in str(caught.value.hint)


def test_a_version_that_is_not_written_yet_is_the_source_s(catalog: Make) -> None:
    """The hint names the command that writes it, and how to see it now."""
    with pytest.raises(SchemaNotFound) as caught:
        find(catalog(FILES), "page/change@1.2.0")
    assert "`evtool schema materialize page/change/current.yaml`" in str(caught.value.hint)
    assert "page/change@current" in str(caught.value.hint)


def test_of_many_versions_the_newest_are_named(catalog: Make) -> None:
    """A hint stays readable."""
    files = {f"a/1.{minor}.0.yaml": "" for minor in range(30)}
    with pytest.raises(SchemaNotFound) as caught:
        find(catalog(files), "a@2.0.0")
    assert str(caught.value.hint).startswith("its newest versions are 1.22.0, ")


def test_the_first_repository_answers(shelf: Callable[..., Shelf]) -> None:
    """One namespace: versions of the second are found where the first lacks them."""
    first = shelf({"a/1.0.0.yaml": "first"}, "one")
    second = shelf({"a/1.0.0.yaml": "second", "a/2.0.0.yaml": "newer"}, "two")
    both = Catalog([first, second])
    assert find(both, "a@1.0.0").content == b"first"
    assert find(both, "a@2.0.0").content == b"newer"
    assert find(both, "a").content == b"first"
    assert both.titles() == ["a"]
    assert [one.repository.name for one in both.entries()] == ["one", "two"]


def test_an_unlisted_repository_only_answers(shelf: Callable[..., Shelf]) -> None:
    """What references may lead to can be shown, and is not listed."""
    own, other = shelf({"a/1.0.0.yaml": ""}), shelf({"b/1.0.0.yaml": "b"}, "other", listed=False)
    catalog = Catalog([own, other])
    assert catalog.titles() == ["a"]
    assert find(catalog, "b").content == b"b"


def test_each_format_can_be_read(shelf: Callable[..., Shelf]) -> None:
    """The first format of the settings, or the one that is asked for."""
    one = shelf({"a/1.0.0.yaml": "y", "a/1.0.0.json": "j"}, content_types=("yaml", "json"))
    catalog = Catalog([one])
    entry = catalog.entry("a")
    assert catalog.read(entry, Version(1, 0, 0)).content == b"y"
    json = catalog.read(entry, Version(1, 0, 0), "json")
    assert (json.content, json.kind) == (b"j", "json")
    with pytest.raises(SchemaNotFound):
        catalog.read(entry, Version(9, 0, 0))


def test_the_newest_is_the_source_where_nothing_is_materialized(catalog: Make) -> None:
    """So that a new schema can be searched before its first version."""
    made = catalog(FILES)
    assert made.read_newest(made.entry("page/view")).version is None
    assert made.read_newest(made.entry("page/change")).version == Version(1, 1, 0)


def test_a_broken_source_is_listed_and_fails_when_parsed(catalog: Make) -> None:
    """Names come from the file system; contents are parsed when asked for."""
    made = catalog({"a/current.yaml": "{"})
    found = find(made, "a@current")
    with pytest.raises(DocumentError):
        _ = found.source


@dataclass(frozen=True)
class NamesOnly(MemoryStore):
    """A store that can be listed and never read."""

    def read(self, path: str) -> bytes | None:
        """Refuse."""
        raise AssertionError(path)

    def paths(self) -> Iterator[str]:
        """Every name."""
        return iter(FILES)


def test_listing_reads_nothing() -> None:
    """Ten thousand schemas are listed by their names."""
    repository = Repository("primary", "primary", Path("/primary"))
    catalog = Catalog([Shelf(repository, NamesOnly())])
    assert [str(one.latest) for one in catalog.entries()] == ["1.1.0", "None", "1.0.0"]


def test_a_commit_and_the_index_are_read_alike(
    repository: Path, commit: Callable[..., str], git: Callable[..., str]
) -> None:
    """The catalog does not care where files come from."""
    old = commit(repository, {"schemas/a/1.0.0.yaml": "old"})
    commit(repository, {"schemas/a/1.1.0.yaml": "new"})
    (repository / "schemas/a/1.2.0.yaml").write_text("staged")
    git(repository, "add", "--all")
    (repository / "schemas/a/1.2.0.yaml").write_text("on disk")
    tree = Git.find(repository)
    assert tree is not None
    place = Repository("primary", "primary", repository / "schemas")
    before = Catalog([Shelf(place, commit_store(tree, old, place.root))])
    staged = Catalog([Shelf(place, index_store(tree, place.root))])
    disk = Catalog([Shelf(place, place.store)])
    found = [find(one, "a") for one in (before, staged, disk)]
    assert [one.content for one in found] == [b"old", b"staged", b"on disk"]


def test_titles_that_end_alike_come_first() -> None:
    """Who types the last word of a title means that title."""
    titles = ["change/log", "page/change", "user/change", "changes"]
    assert nearest_titles("change", titles)[:2] == ["page/change", "user/change"]
    assert nearest_titles("qqqqq", titles) == []
