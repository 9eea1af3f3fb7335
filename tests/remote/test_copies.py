"""The cache on disk: what is found again, and what never passes for a copy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evtool.errors import EvtoolError
from evtool.remote.copies import Copies, Copy

NAME = ("a.org", "r", "a", "1.0.0")
URL = "https://a.org/r/a/1.0.0"


def note(cache: Path) -> Path:
    """Return where the note of `NAME` lies."""
    return cache / ".meta/a.org/r/a/1.0.0.json"


def test_a_copy_is_found_again(tmp_path: Path) -> None:
    """Content and tag come back; the file is readable under its own name."""
    copies = Copies(tmp_path)
    assert copies.find(NAME) is None
    copies.keep(NAME, URL, b"title: a\n", '"1"')
    assert copies.find(NAME) == Copy(b"title: a\n", '"1"')
    assert (tmp_path / "a.org/r/a/1.0.0").read_bytes() == b"title: a\n"
    assert json.loads(note(tmp_path).read_text())["url"] == URL
    assert list(copies.names(("a.org", "r"))) == ["a/1.0.0"]
    assert (tmp_path / ".gitignore").read_text().endswith("\n*\n")


def test_an_absence_is_a_copy_too(tmp_path: Path) -> None:
    """That there is no such file is remembered, and replaces an older content."""
    copies = Copies(tmp_path)
    copies.keep(NAME, URL, b"x", None)
    copies.keep_absence(NAME, URL)
    assert copies.find(NAME) == Copy(None)
    assert list(copies.names(("a.org",))) == []
    copies.keep(NAME, URL, b"y", None)
    assert copies.find(NAME) == Copy(b"y")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"url": 1}', '{"url":"x","time":1,"sha256":5}', "[" * 9999],
)
def test_a_broken_note_is_no_note(tmp_path: Path, text: str) -> None:
    """A content without a note that fits is used only where nothing better is to be had."""
    copies = Copies(tmp_path)
    copies.keep(NAME, URL, b"x", '"1"')
    note(tmp_path).write_text(text)
    assert copies.find(NAME) == Copy(b"x", intact=False)


def test_an_edited_content_is_not_intact(tmp_path: Path) -> None:
    """A note of another content does not vouch for this one."""
    copies = Copies(tmp_path)
    copies.keep(NAME, URL, b"x", '"1"')
    (tmp_path / "a.org/r/a/1.0.0").write_bytes(b"edited")
    assert copies.find(NAME) == Copy(b"edited", intact=False)


KILLED = """
import os, pathlib, sys
from evtool import files
from evtool.remote.copies import Copies

left = int(sys.argv[2])
real = pathlib.Path.replace

def replace(self, target):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    return real(self, target)

pathlib.Path.replace = replace
copies = Copies(pathlib.Path(sys.argv[1]))
copies.keep(("a.org", "r", "a", "1.0.0"), "https://a.org/r/a/1.0.0", b"new", '"2"')
"""


@pytest.mark.parametrize(
    ("renames", "found"), [(0, Copy(b"old", '"1"')), (1, Copy(b"new", intact=False))]
)
def test_a_killed_run_leaves_a_usable_cache(tmp_path: Path, renames: int, found: Copy) -> None:
    """Whenever a run is killed, there is a whole copy, or one that is known not to be."""
    copies = Copies(tmp_path)
    copies.keep(NAME, URL, b"old", '"1"')
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), str(renames)], check=False, timeout=60
    )
    assert done.returncode == 9
    assert copies.find(NAME) == found
    assert list(copies.names(("a.org",))) == ["r/a/1.0.0"]
    copies.keep(NAME, URL, b"newer", '"3"')
    assert copies.find(NAME) == Copy(b"newer", '"3"')


BUSY = """
import pathlib, sys
from evtool.remote.copies import Copies

copies = Copies(pathlib.Path(sys.argv[1]))
mine = sys.argv[2].encode() * 50_000
for _ in range(30):
    copies.keep(("a.org", "r", "a", "1.0.0"), "https://a.org/r/a/1.0.0", mine, mine[:1].decode())
    found = copies.find(("a.org", "r", "a", "1.0.0"))
    assert len(found.content) == 50_000 and len(set(found.content)) == 1
    assert not found.intact or found.etag == found.content[:1].decode()
"""


def test_two_processes_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Two writers of one copy never make half a file, or a note of the other's content."""
    busy = [
        subprocess.Popen([sys.executable, "-c", BUSY, str(tmp_path), letter], env=os.environ.copy())
        for letter in "ab"
    ]
    assert [one.wait(60) for one in busy] == [0, 0]
    found = Copies(tmp_path).find(NAME)
    assert found is not None
    assert found.content in (b"a" * 50_000, b"b" * 50_000)


def test_what_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A file where a folder belongs stops the copy with a sentence."""
    copies = Copies(tmp_path)
    copies.keep(NAME, URL, b"x", None)
    with pytest.raises(EvtoolError):
        copies.keep((*NAME, "b"), URL, b"y", None)
    assert copies.find(NAME) == Copy(b"x")
