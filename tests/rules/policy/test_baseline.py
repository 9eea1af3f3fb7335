"""Findings that are known and accepted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evtool.errors import EvtoolError
from evtool.finding import Finding
from evtool.rules.policy.baseline import Baseline, fingerprint, read_baseline, write_baseline

ONE = Finding("robustness.snake-case", "no", Path("/w/a/current.yaml"), 5, 3, pointer="/a")


def test_a_finding_is_known_wherever_it_stands(tmp_path: Path) -> None:
    """Lines, columns and wording may change; file, rule and pointer may not."""
    root = Path("/w")
    mark = fingerprint(ONE, root)
    assert fingerprint(replace(ONE, line=9, column=1, message="other"), root) == mark
    for other in (replace(ONE, pointer="/b"), replace(ONE, rule="x"), replace(ONE, path=root)):
        assert fingerprint(other, root) != mark
    file = tmp_path / "baseline.json"
    assert write_baseline(file, [ONE], root) == 1
    known = read_baseline(file)
    assert known.takes(replace(ONE, line=7), root)
    assert known.unused == 0


def test_an_entry_takes_one_finding(tmp_path: Path) -> None:
    """A second finding of the same kind at the same place is news."""
    file = tmp_path / "baseline.json"
    write_baseline(file, [ONE], Path("/w"))
    known = read_baseline(file)
    assert known.takes(ONE, Path("/w"))
    assert not known.takes(ONE, Path("/w"))


def test_entries_that_stand_for_nothing_are_counted(tmp_path: Path) -> None:
    """What was repaired may leave the baseline."""
    file = tmp_path / "baseline.json"
    write_baseline(file, [ONE, replace(ONE, pointer="/b")], Path("/w"))
    known = read_baseline(file)
    assert known.takes(ONE, Path("/w"))
    assert known.unused == 1
    assert Baseline().unused == 0


@pytest.mark.parametrize("text", ["", "[]", '{"findings": [1]}', "no"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    """A file that is no baseline is named, with the command that writes one."""
    file = tmp_path / "baseline.json"
    file.write_text(text)
    with pytest.raises(EvtoolError, match="not a baseline") as caught:
        read_baseline(file)
    assert "--write-baseline" in str(caught.value.hint)
