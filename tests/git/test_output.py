"""Reading what git prints, on values."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from evtool.git.output import (
    Change,
    Entry,
    batch,
    changes,
    index_entries,
    names,
    present_names,
    tree_entries,
)

NAMES = st.binary(min_size=1, max_size=20).filter(lambda name: b"\0" not in name)
BLOBS = st.sampled_from(["a" * 40, "b" * 40, "c" * 64])
MODES = st.sampled_from(["100644", "100755", "120000"])
ENTRIES = st.dictionaries(NAMES.map(os.fsdecode), st.builds(Entry, BLOBS, MODES), max_size=5)


@given(st.lists(NAMES))
def test_names_are_read_byte_for_byte(given_names: list[bytes]) -> None:
    """Each name comes back as the bytes that git has."""
    output = b"".join(name + b"\0" for name in given_names)
    assert [os.fsencode(name) for name in names(output)] == given_names


@given(ENTRIES)
def test_entries_are_read_as_git_writes_them(entries: dict[str, Entry]) -> None:
    """Index and tree listings give the same entries, whatever the names hold."""
    index = "".join(f"{e.mode} {e.blob} 0\t{name}\0" for name, e in entries.items())
    tree = "".join(f"{e.mode} blob {e.blob}\t{name}\0" for name, e in entries.items())
    assert index_entries(os.fsencode(index)) == entries
    assert tree_entries(os.fsencode(tree)) == entries


def test_what_is_no_file_is_left_out() -> None:
    """Submodules and the sides of a conflict are not files to read."""
    index = "160000 a 0\tmodule\x00100644 a 1\tboth\x00100644 b 2\tboth\0"
    assert index_entries(index.encode()) == {}
    assert tree_entries(b"160000 commit a\tmodule\0") == {}


@given(st.dictionaries(BLOBS, st.binary() | st.none()))
def test_contents_are_read_by_their_length(contents: dict[str, bytes | None]) -> None:
    """Line ends and words like `missing` in a content mean nothing."""
    output = b""
    for blob, content in contents.items():
        if content is None:
            output += f"{blob} missing\n".encode()
        else:
            output += f"{blob} blob {len(content)}\n".encode() + content + b"\n"
    assert dict(batch(output)) == contents


def test_changes_know_the_former_name() -> None:
    """A rename has two names, the others have one."""
    output = b"M\0a\0R086\0old\0new name\0D\0gone\0"
    assert changes(output) == [
        Change("M", "a"),
        Change("R", "new name", "old"),
        Change("D", "gone"),
    ]


def test_status_keeps_what_exists() -> None:
    """Files in conflict count when they are there, deleted ones and folders do not."""
    zero, one = "0" * 40, "1" * 40
    records = [
        f"1 .M N... 100644 100644 100644 {one} {one} edited file",
        f"1 D. N... 100644 000000 000000 {one} {zero} gone",
        f"u UU N... 100644 100644 100644 100644 {one} {one} {one} in conflict",
        f"u DD N... 100644 000000 000000 000000 {one} {zero} {zero} gone twice",
        "? new\nfile",
        "? nested/",
    ]
    output = "".join(record + "\0" for record in records).encode()
    assert present_names(output) == ["edited file", "in conflict", "new\nfile"]
