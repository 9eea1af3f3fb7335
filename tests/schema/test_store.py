"""Stores: what they read, and what they refuse to."""

from pathlib import Path

import pytest

from evtool.errors import EvtoolError, SchemaError
from evtool.schema.store import DirectoryStore, Entry, MemoryStore, OverlayStore, Store, TreeStore


def tree(folder: Path) -> DirectoryStore:
    """A folder with a file, a link to it, a link out of it, a dangling link and a loop."""
    (folder / "root/a").mkdir(parents=True)
    (folder / "secret").write_text("secret")
    (folder / "root/a/1.0.0.yaml").write_text("one")
    (folder / "root/a/1.0.0").symlink_to("1.0.0.yaml")
    (folder / "root/a/out").symlink_to("../../secret")
    (folder / "root/a/gone").symlink_to("nowhere")
    (folder / "root/a/loop").symlink_to("loop")
    (folder / "root/b").symlink_to("a")
    return DirectoryStore(folder / "root")


def git_tree() -> TreeStore:
    """The same as git would list it."""
    contents = {
        "f": b"one",
        "l": b"1.0.0.yaml",
        "o": b"../../secret",
        "g": b"nowhere",
        "c": b"loop",
    }
    entries = {
        "a/1.0.0.yaml": Entry("f"),
        "a/1.0.0": Entry("l", is_link=True),
        "a/out": Entry("o", is_link=True),
        "a/gone": Entry("g", is_link=True),
        "a/loop": Entry("c", is_link=True),
    }
    return TreeStore("HEAD", Path("/repo"), entries, lambda ids: {i: contents[i] for i in ids})


@pytest.fixture(params=["directory", "git"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Every store that holds links."""
    return tree(tmp_path) if request.param == "directory" else git_tree()


def test_files_are_read_through_links(store: Store) -> None:
    """A link inside the store is followed, a missing or dangling name is None."""
    assert store.read("a/1.0.0.yaml") == b"one"
    assert store.read("a/1.0.0") == b"one"
    assert store.read("a/gone") is None
    assert store.read("a/2.0.0.yaml") is None
    assert store.read("x/y/z") is None


def test_links_tell_their_text(store: Store) -> None:
    """The text of a link is not resolved."""
    assert store.link("a/1.0.0") == "1.0.0.yaml"
    assert store.link("a/gone") == "nowhere"
    assert store.link("a/1.0.0.yaml") is None
    assert store.link("a/none") is None


def test_a_link_out_of_the_store_is_an_error(store: Store) -> None:
    """No schema makes evtool read another file of the machine."""
    with pytest.raises(SchemaError, match="leads out of the schema repository"):
        store.read("a/out")


def test_a_link_to_itself_is_an_error(store: Store) -> None:
    """A loop ends with a repair, not with a hang."""
    with pytest.raises(EvtoolError) as caught:
        store.read("a/loop")
    assert "link" in str(caught.value)
    assert caught.value.hint


def test_a_path_that_climbs_is_an_error(tmp_path: Path) -> None:
    """Dots do not lead out of a folder either."""
    with pytest.raises(SchemaError, match="leads out"):
        tree(tmp_path).read("../secret")


def test_listing_enters_no_linked_and_no_hidden_folder(tmp_path: Path) -> None:
    """A folder behind a link is listed once, where it really is."""
    store = tree(tmp_path)
    (store.root / ".git").mkdir()
    (store.root / ".git/x.yaml").write_text("")
    listed = sorted(store.paths())
    assert listed == ["a/1.0.0", "a/1.0.0.yaml", "a/gone", "a/loop", "a/out", "b"]


def test_missing_folder_has_a_repair(tmp_path: Path) -> None:
    """A repository that is not there is an error with a hint."""
    with pytest.raises(EvtoolError) as caught:
        list(DirectoryStore(tmp_path / "no").paths())
    assert caught.value.hint


def test_overlay_answers_with_the_first() -> None:
    """What lies on top hides what lies below; the rest shows through."""
    top = MemoryStore({"a": b"new"}, {"l": "a"})
    below = MemoryStore({"a": b"old", "b": b"kept"}, {"m": "b"})
    store = OverlayStore((top, below))
    assert store.read("a") == b"new"
    assert store.read("b") == b"kept"
    assert store.read("l") == b"new"
    assert store.link("m") == "b"
    assert store.link("n") is None
    assert sorted(store.paths()) == ["a", "b", "l", "m"]


def test_git_contents_are_fetched_together() -> None:
    """Many files cost one call, and a content is fetched once."""
    calls: list[set[str]] = []

    def blobs(ids: object) -> dict[str, bytes]:
        calls.append(set(ids))  # type: ignore[call-overload]
        return {one: one.encode() for one in ids}  # type: ignore[attr-defined]

    store = TreeStore("HEAD", Path("/r"), {"a": Entry("1"), "b": Entry("2")}, blobs)
    store.prefetch(["a", "b", "missing"])
    assert store.read("a") == b"1"
    assert store.read("b") == b"2"
    assert calls == [{"1", "2"}]
