"""Repairs, carried out."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evtool.files import LinkWrite
from evtool.finding import TextEdit
from evtool.rules.fix import apply_repairs, edited

PATH = Path("current.yaml")


def test_texts_are_replaced_and_links_made(tmp_path: Path) -> None:
    """All repairs of one file are made at once; a mark of the byte order stays."""
    file, link = tmp_path / "current.yaml", tmp_path / "latest"
    file.write_text("\ufeffa: 1\nb: 2\n", encoding="utf-8")
    link.write_text("a copy")
    edits = [[TextEdit(file, 3, 4, "one")], [TextEdit(file, 8, 9, "two")]]
    written = apply_repairs([*edits, [LinkWrite(link, "1.0.0.yaml")]])
    assert file.read_text(encoding="utf-8") == "\ufeffa: one\nb: two\n"
    assert link.is_symlink()
    assert set(written) == {file, link}
    assert apply_repairs([]) == []


def test_overlapping_edits_exclude_each_other() -> None:
    """One of them is made, the text stays whole; the next run finds the other."""
    edits = [TextEdit(PATH, 0, 4, "x"), TextEdit(PATH, 2, 6, "y")]
    assert edited("abcdef", edits) == "aby"
    assert edited("abcdef", [edits[0], edits[0]]) == "xef"


@given(st.text("abc", min_size=1, max_size=20), st.data())
def test_edits_apart_from_each_other_are_all_made(text: str, data: st.DataObject) -> None:
    """The order in which they are given does not matter."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [TextEdit(PATH, start, end, "<>") for start, end in pairs]
    expected, at = "", 0
    for start, end in pairs:
        expected, at = expected + text[at:start] + "<>", end
    expected += text[at:]
    assert edited(text, data.draw(st.permutations(edits))) == expected
