"""Comments that switch rules off: `# evtool: ignore[rule, family] reason`.

A comment counts for its own line; one that stands alone, for the next line that holds
something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evtool.rules.policy.settings import covers

MARK = b"evtool: ignore["
"""What a file with such a comment holds."""

_COMMENT = re.compile(r"#\s*evtool: ignore\[(?P<rules>[^\]]*)\]\s*(?P<reason>.*)")


@dataclass(eq=False)
class Comment:
    """One comment: the rules it names, and the line that it counts for."""

    rules: tuple[str, ...]
    reason: str
    path: Path
    line: int
    column: int
    target: int
    uses: int = 0

    def takes(self, rule: str, line: int) -> bool:
        """Whether it takes away a finding of a rule on a line."""
        return line in (self.line, self.target) and any(covers(one, rule) for one in self.rules)


def comments(text: str, path: Path) -> Iterator[Comment]:
    """The comments of a file."""
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        match = _COMMENT.search(line)
        if match is None:
            continue
        rules = tuple(one.strip() for one in match["rules"].split(",") if one.strip())
        alone = not line[: match.start()].strip()
        target = _following(lines, number) if alone else number
        yield Comment(rules, match["reason"].strip(), path, number, match.start() + 1, target)


def _following(lines: list[str], number: int) -> int:
    """The next line that is neither empty nor a comment."""
    for at in range(number, len(lines)):
        text = lines[at].strip()
        if text and not text.startswith("#"):
            return at + 1
    return number
