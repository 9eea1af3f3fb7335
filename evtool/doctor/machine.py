"""Checks of the machine: Python, its packages, text encodings and the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from evtool.doctor.result import Result, ok, problem, warning

OLDEST_PYTHON = (3, 11)
NARROW = 60
"""Columns below which tables and messages wrap badly."""

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


def extras(
    requirements: Sequence[str],
    installed: Callable[[str], bool],
    needed: Mapping[str, str],
) -> list[Result]:
    """Which optional parts of evtool can be used.

    Args:
        requirements: What the package asks for, as its metadata has it (PEP 508).
        installed: Whether a package is there.
        needed: Extra -> why this workspace cannot do without it.
    """
    missing = {
        extra: absent
        for extra, names in packages_of_extras(requirements).items()
        if (absent := [name for name in names if not installed(name)])
    }
    results = [
        problem("extras", f"{needed[extra]}: {', '.join(absent)} is missing", _pip(extra))
        for extra, absent in missing.items()
        if extra in needed
    ]
    others = [extra for extra in missing if extra not in needed]
    if others:
        results.append(ok("extras", f"not installed: {', '.join(others)}", _pip(*others)))
    return results or [ok("extras", "all installed")]


def packages_of_extras(requirements: Sequence[str]) -> dict[str, list[str]]:
    """The packages that each extra brings; extras that only name others are left out."""
    found: dict[str, list[str]] = {}
    for requirement in requirements:
        match = _REQUIREMENT.match(requirement)
        if match and match[1] != "evtool":
            found.setdefault(match[2], []).append(match[1])
    return found


def _pip(*names: str) -> str:
    return f"pip install 'evtool[{','.join(names)}]'"


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
