"""Checks of the machine."""

from __future__ import annotations

import pytest

from evtool.doctor.machine import encoding, extras, libyaml, packages_of_extras, python, terminal
from evtool.doctor.result import Level

REQUIREMENTS = [
    "click>=8.1",
    'httpx>=0.27; extra == "remote"',
    "uvicorn>=0.29 ; extra == 'dev-server'",
    'starlette>=0.37; extra == "dev-server"',
    'evtool[dev-server,remote]; extra == "all"',
    'starlette>=0.37; extra == "all"',
    'pytest; extra == "dev"',
]


@pytest.mark.parametrize(
    ("version", "level"),
    [((3, 10, 9), Level.PROBLEM), ((3, 11, 0), Level.OK), ((4, 0, 0), Level.OK)],
)
def test_python_must_be_new_enough(version: tuple[int, ...], level: Level) -> None:
    """3.11 is the oldest."""
    assert python(version, "/usr/bin/python3").level is level


def test_libyaml_is_needed() -> None:
    """Without it there is a command that installs it."""
    assert libyaml(available=True).level is Level.OK
    result = libyaml(available=False)
    assert (result.level, result.repair) == (
        Level.PROBLEM,
        "pip install --force-reinstall --only-binary :all: pyyaml",
    )


def test_extras_are_read_from_the_package() -> None:
    """Requirements of extras by extra; those that only name others are none."""
    assert packages_of_extras(REQUIREMENTS) == {
        "remote": ["httpx"],
        "dev-server": ["uvicorn", "starlette"],
    }


def test_missing_extras_come_with_the_line_that_adds_them() -> None:
    """What is optional is no complaint; half of an extra is not enough."""
    result = extras(REQUIREMENTS, lambda name: name == "uvicorn")
    assert (result.level, result.message) == (Level.OK, "not installed: remote, dev-server")
    assert result.repair == "pip install 'evtool[remote,dev-server]'"


def test_all_extras_may_be_there() -> None:
    """Nothing is missing when every package is installed."""
    assert extras(REQUIREMENTS, lambda _name: True).message == "all installed"
    assert extras([], lambda _name: False).message == "all installed"


@pytest.mark.parametrize("name", ["utf-8", "UTF-8", "utf_8", "UTF8"])
def test_utf8_has_many_spellings(name: str) -> None:
    """However Python calls it."""
    assert encoding(name, name).level is Level.OK


def test_another_encoding_is_named() -> None:
    """The sentence says what is not UTF-8."""
    result = encoding("ascii", "utf-8")
    assert (result.level, result.message) == (Level.WARNING, "file names are ascii, not UTF-8")


@pytest.mark.parametrize(
    ("is_terminal", "columns", "kind", "level"),
    [
        (False, 20, "xterm", Level.OK),
        (True, 20, "dumb", Level.OK),
        (True, 59, "xterm", Level.WARNING),
        (True, 60, "xterm", Level.OK),
    ],
)
def test_narrow_terminals_are_warned_about(
    is_terminal: object, columns: int, kind: str, level: Level
) -> None:
    """Only a real terminal can be too narrow."""
    assert terminal(is_terminal=bool(is_terminal), columns=columns, kind=kind).level is level
