"""Safe repairs, carried out: texts replaced, links made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from evtool.files import FileWrite, LinkWrite, read_bytes, write_all
from evtool.finding import TextEdit
from evtool.rules.problem import Repair

_BYTE_ORDER_MARK = "\ufeff"


def apply_repairs(repairs: Iterable[Sequence[Repair]]) -> list[Path]:
    """Carry out the repairs of findings; the files that were written.

    Repairs that touch the same text exclude each other: the first wins, and the next run
    finds what is left.

    Raises:
        ReadError: A file is no longer there.
        WriteError: A file cannot be written; no file is left half-written.
    """
    writes: dict[Path, FileWrite | LinkWrite] = {}
    edits: dict[Path, list[TextEdit]] = {}
    for repair in (one for steps in repairs for one in steps):
        if isinstance(repair, TextEdit):
            edits.setdefault(repair.path, []).append(repair)
        else:
            writes.setdefault(repair.path, repair)
    for path, changes in edits.items():
        text = read_bytes(path).decode("utf-8")
        writes.setdefault(path, FileWrite(path, edited(text, changes).encode()))
    if writes:
        write_all(sorted(writes.values(), key=lambda one: isinstance(one, LinkWrite)))
    return list(writes)


def edited(text: str, edits: Iterable[TextEdit]) -> str:
    """A text with its edits made, from the end to the beginning."""
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    text = text.removeprefix(mark)
    left = len(text)
    for edit in sorted(dict.fromkeys(edits), key=lambda one: (-one.end, -one.start)):
        if edit.end <= left:
            text = text[: edit.start] + edit.replacement + text[edit.end :]
            left = edit.start
    return mark + text
