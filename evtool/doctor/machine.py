"""Checks of the machine: Python, its packages, text encodings and the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from evtool.doctor.result import Result, ok, problem, warning

OLDEST_PYTHON = (3, 11)
NARROW = 60
"""Columns below which tables and messages wrap badly."""

_NOT_PARTS = frozenset({"all", "dev"})
"""Extras that are no part of their own: everything, and what developing evtool takes."""

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+).*;\s*extra == ['\"]([^'\"]+)['\"]")


def python(version: Sequence[int], executable: str) -> Result:
    """Whether Python is new enough."""
    text = ".".join(map(str, version[:3]))
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return ok("python", f"{text} ({executable})")
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return problem("python", f"{text} is too old", f"install Python {oldest} or newer")


def libyaml(*, available: bool) -> Result:
    """Whether PyYAML came with libyaml, which reads all of our documents."""
    if available:
        return ok("libyaml", "PyYAML has it")
    return problem(
        "libyaml",
        "PyYAML was installed without it",
        "pip install --force-reinstall --only-binary :all: pyyaml",
    )


def extras(requirements: Sequence[str], installed: Callable[[str], bool]) -> Result:
    """Which optional parts of evtool can be used; a missing one is no complaint.

    Args:
        requirements: What the package asks for, as its metadata has it (PEP 508).
        installed: Whether a package is there.
    """
    packages = packages_of_extras(requirements)
    missing = [extra for extra, names in packages.items() if not all(map(installed, names))]
    if missing:
        command = f"pip install 'evtool[{','.join(missing)}]'"
        return ok("extras", f"not installed: {', '.join(missing)}", command)
    return ok("extras", "all installed")


def packages_of_extras(requirements: Sequence[str]) -> dict[str, list[str]]:
    """The packages that each extra brings; those for developers of evtool are left out."""
    found: dict[str, list[str]] = {}
    for requirement in requirements:
        match = _REQUIREMENT.match(requirement)
        if match and match[1] != "evtool" and match[2] not in _NOT_PARTS:
            found.setdefault(match[2], []).append(match[1])
    return found


def encoding(file_names: str, output: str) -> Result:
    """Whether file names and output are UTF-8."""
    wrong = [
        f"{what} are {name}"
        for what, name in (("file names", file_names), ("terminal and pipes", output))
        if name.lower().replace("-", "").replace("_", "") != "utf8"
    ]
    if wrong:
        return warning("encoding", f"{' and '.join(wrong)}, not UTF-8", "export LC_ALL=C.UTF-8")
    return ok("encoding", "UTF-8")


def terminal(*, is_terminal: bool, columns: int, kind: str) -> Result:
    """How output is shown."""
    if not is_terminal:
        return ok("terminal", "none: output is plain, one line an item")
    if kind == "dumb":
        return ok("terminal", f"{columns} columns, no colors (TERM=dumb)")
    if columns < NARROW:
        return warning("terminal", f"{columns} columns are few", f"make it {NARROW} wide or more")
    return ok("terminal", f"{columns} columns")
