"""What is wrong with the events of files, as findings; memory does not grow with the files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evtool.finding import Finding
from evtool.intake.client.text import Text
from evtool.intake.offline.fault import Fault
from evtool.intake.offline.judge import Judge
from evtool.intake.offline.place import place_of
from evtool.schema.pointer import format_pointer

MOST = 1000
"""So many findings are kept; events beyond them are counted."""

_LONGEST_LINE = 100_000


@dataclass
class Judgment:
    """What became of the events of all files. `untold` counts invalid ones beyond `MOST`."""

    valid: int = 0
    invalid: int = 0
    untold: int = 0
    findings: list[Finding] = field(default_factory=list)
    _lines: dict[Path, dict[int, str]] = field(default_factory=dict)

    def take(self, judge: Judge, texts: Iterable[Text], path: Path) -> None:
        """Judge the events of one file."""
        for text in texts:
            faults = judge.faults(text)
            if not faults:
                self.valid += 1
                continue
            self.invalid += 1
            if len(self.findings) >= MOST:
                self.untold += 1
                continue
            self.findings += [_finding(one, text, path) for one in faults]
            self._keep(text, path)

    def source(self, path: Path) -> str | None:
        """A file as far as findings show it: other lines are empty."""
        kept = self._lines.get(path)
        if not kept:
            return None
        return "\n".join(kept.get(number, "") for number in range(1, max(kept) + 1))

    def _keep(self, text: Text, path: Path) -> None:
        lines = text.content.decode("utf-8", "replace").split("\n")
        lines[0] = " " * (text.column - 1) + lines[0]
        kept = self._lines.setdefault(path, {})
        for number, line in enumerate(lines, start=text.line):
            kept[number] = line[:_LONGEST_LINE]


def _finding(fault: Fault, text: Text, path: Path) -> Finding:
    place = place_of(text, fault.tokens, path)
    return Finding(
        f"event.{fault.reason.value}",
        fault.message,
        path,
        place.line,
        place.column,
        pointer=format_pointer(fault.tokens),
        hint=fault.hint,
        schema=fault.schema,
        stream=fault.stream,
    )
