"""The lock file: what is written is read again, and what does not fit is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.document import parse_document
from evtool.errors import EvtoolError
from evtool.repositories.lock import Pin, lock_text, pin, read_lock, write_lock
from evtool.schema.repository import Repository

COMMIT = "0123456789" * 4


def repository(**changes: str) -> Repository:
    """Return a repository that is cloned."""
    return Repository("a", "primary", Path("a"), **{"url": "https://a.org/a", **changes})  # type: ignore[arg-type]


def test_a_lock_is_small_and_stable(tmp_path: Path) -> None:
    """Entries are sorted by name; the header says what the file is for."""
    pins = {name: Pin(name, f"https://a.org/{name}", COMMIT) for name in ("b", "a")}
    pins["b"] = Pin("b", "https://a.org/b", COMMIT, "main")
    assert write_lock(tmp_path, pins)
    text = (tmp_path / "evtool.lock").read_text()
    assert text.startswith("# Written by `evtool repo sync`")
    assert text.splitlines()[3:] == [
        "repositories:",
        f"  - commit: {COMMIT}",
        "    name: a",
        "    url: 'https://a.org/a'",
        f"  - commit: {COMMIT}",
        "    name: b",
        "    rev: main",
        "    url: 'https://a.org/b'",
    ]
    assert list(read_lock(tmp_path)) == ["a", "b"]


def test_nothing_new_is_not_written(tmp_path: Path) -> None:
    """A file that says the same, however it is laid out, stays as it is."""
    assert not write_lock(tmp_path, {})
    assert list(tmp_path.iterdir()) == []
    pins = {"a": Pin("a", "https://a.org/a", COMMIT)}
    write_lock(tmp_path, pins)
    path = tmp_path / "evtool.lock"
    path.write_text(path.read_text() + "# mine\n")
    assert not write_lock(tmp_path, pins)
    assert "# mine" in path.read_text()
    assert write_lock(tmp_path, {})
    assert read_lock(tmp_path) == {}


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: "${" not in text
)


@given(st.dictionaries(_TEXTS, st.tuples(_TEXTS, st.none() | _TEXTS), max_size=3))
def test_any_text_comes_back(facts: dict[str, tuple[str, str | None]]) -> None:
    """Names, addresses and revs of any spelling survive the file."""
    pins = {name: Pin(name, url, COMMIT, rev) for name, (url, rev) in facts.items()}
    value = parse_document(lock_text(pins).encode(), Path("evtool.lock")).value
    assert {one["name"]: Pin(**one) for one in value["repositories"]} == pins


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("version: 2\n", "version 1"),
        ("version: 1\nrepos: []\n", "unknown key"),
        ("version: 1\nrepositories: [{name: a, url: b, commit: abc}]\n", "no whole id"),
        ("version: 1\nrepositories: [{name: a, url: b}]\n", "commit"),
        ("version: 1\n<<<<<<< HEAD\n", "conflict"),
        ("a: [", "not YAML"),
    ],
)
def test_what_is_no_lock_is_an_error(tmp_path: Path, text: str, sentence: str) -> None:
    """Each fault has a sentence, a place and a hint."""
    (tmp_path / "evtool.lock").write_text(text)
    with pytest.raises(EvtoolError, match=sentence) as caught:
        read_lock(tmp_path)
    assert caught.value.place
    assert caught.value.hint


def test_an_entry_fits_its_url_and_rev() -> None:
    """Another address or rev needs another entry; other credentials do not."""
    entry = pin(repository(url="https://u:secret@a.org/a"), COMMIT)
    assert entry.url == "https://a.org/a"
    assert entry.fits(repository())
    assert entry.fits(repository(url="https://v@a.org/a"))
    assert not entry.fits(repository(url="https://a.org/b"))
    assert not entry.fits(repository(rev="main"))
