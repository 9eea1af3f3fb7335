"""`evtool check --watch`: a check after each save, until it is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from evtool.cli import extras

Evtool = Callable[..., Any]
SOURCE = """\
title: shop/gift
description: Somebody gave a gift.
$id: /shop/gift/1.0.0
$schema: https://json-schema.org/draft-07/schema#
type: object
properties:
  gift_id: {type: string, description: Which one.}
"""
WATCHING = "watching for changes; Ctrl-C ends it"


@pytest.fixture
def source(workspace: Path) -> Path:
    """Give a schema without faults."""
    path = workspace / "secondary/shop/gift/current.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE, encoding="utf-8")
    return path


@pytest.fixture
def watching(source: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a check that watches; all that it says comes through one pipe."""
    command = [sys.executable, "-m", "evtool", "check", "--watch", "--select", "robustness"]
    child = subprocess.Popen(
        [*command, "--format", "concise"], cwd=source.parents[3], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def one_round(stream: IO[str] | None) -> str:
    """All that is said until the watch goes on."""
    assert stream is not None
    lines: list[str] = []
    for line in stream:
        if line.strip() == WATCHING:
            return "".join(lines)
        lines.append(line)
    raise AssertionError("".join(lines))


def test_each_save_is_checked(watching: subprocess.Popen[str], source: Path) -> None:
    """A fault is told when it is saved, and gone when it is repaired; so is a broken setting."""
    assert "snake_case" not in one_round(watching.stdout)
    source.write_text(SOURCE.replace("gift_id", "giftId"), encoding="utf-8")
    assert "giftId" in one_round(watching.stdout)
    source.write_text(SOURCE, encoding="utf-8")
    assert "giftId" not in one_round(watching.stdout)


def test_a_broken_configuration_is_told(watching: subprocess.Popen[str], workspace: Path) -> None:
    """The watch survives a configuration that is half typed, and goes on with the next one."""
    one_round(watching.stdout)
    file = workspace / "evtool.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\nnonsense: 1\n", encoding="utf-8")
    assert "nonsense" in one_round(watching.stdout)
    file.write_text(text, encoding="utf-8")
    assert "nonsense" not in one_round(watching.stdout)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it(watching: subprocess.Popen[str], number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end the watch in order, and say nothing about it."""
    one_round(watching.stdout)
    watching.send_signal(number)
    said, _ = watching.communicate(timeout=30)
    assert (watching.returncode, said) == (0, "")


def test_the_extra_is_named(
    evtool: Evtool, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the library that watches, the error says how to install it."""
    assert workspace
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    done = evtool("check", "--watch")
    assert done.code == 2
    assert "pip install 'evtool[dev-server]'" in done.err


def test_nothing_is_accepted_while_watching(evtool: Evtool, workspace: Path) -> None:
    """A baseline is written at one moment, by decision."""
    assert workspace
    assert evtool("check", "--watch", "--write-baseline").code == 2
