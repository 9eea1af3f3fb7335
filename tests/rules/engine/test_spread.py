"""Work in several processes comes to what one process comes to."""

from __future__ import annotations

import datetime
import importlib
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from evtool.rules.engine.outcome import Outcome, Request
from evtool.rules.engine.spread import FEWEST, processes_for, spread
from evtool.rules.policy.settings import CheckSettings
from evtool.selection import Files
from evtool.workspace import load_workspace

engine: Any = importlib.import_module("evtool.rules.engine.check")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")

SCHEMA = """\
title: {title}
description: Something happened.
$id: /{title}/{version}
$schema: https://json-schema.org/draft-07/schema#
type: object
allOf:
  - $ref: /fragment/common/1.0.0
properties:
  pageId: {{type: {kind}, description: The page.}}
"""
FRAGMENT = """\
title: fragment/common
description: What all have.
$id: /fragment/common/1.0.0
$schema: https://json-schema.org/draft-07/schema#
type: object
properties:
  eventId: {type: string, description: Its number.}  # evtool: ignore[robustness] it is old
"""
CONFIG = """\
version: 1
repositories:
  - {name: own, role: primary, path: .}
check:
  ignore:
    robustness.snake-case: [/shop/thing3/1.1.0, /never/there/1.0.0]
"""


def nothing() -> None:
    """Do nothing."""


def test_results_are_in_order() -> None:
    """Whoever was first; each piece is done once, and told of."""
    done: list[int] = []

    def work(number: int) -> tuple[int, int]:
        time.sleep(0.01 if number % 7 else 0.05)
        return number, os.getpid()

    found = spread(30, work, lambda: done.append(1), 3)
    assert found is not None
    assert [number for number, _ in found] == list(range(30))
    assert os.getpid() not in {process for _, process in found}
    assert len(done) == 30


@pytest.mark.parametrize(
    "end", [lambda: 1 / 0, lambda: os._exit(3), lambda: os.kill(os.getpid(), 9)]
)
def test_a_process_that_fails(end: Callable[[], Any]) -> None:
    """Then nothing is given, and nothing hangs, however it ended."""

    def work(number: int) -> Any:
        return end() if number == 5 else number

    assert spread(20, work, nothing, 2) is None


def test_what_cannot_be_sent() -> None:
    """It is a failure like any other."""
    assert spread(5, lambda _: nothing.__code__, nothing, 2) is None


def test_a_few_pieces_stay_here() -> None:
    """Starting processes would take longer."""
    assert processes_for(FEWEST - 1) == 1
    assert 1 <= processes_for(1000) <= 8
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(processes_for, 1000).result() == 1


@pytest.fixture
def checked() -> Callable[[Path], Outcome]:
    """Give a function that checks a workspace."""

    def run(root: Path) -> Outcome:
        workspace = load_workspace(root / "evtool.yaml")
        settings = workspace.section("check", CheckSettings)
        today = datetime.date(2026, 11, 30)
        return engine.check(Request(workspace, Files(workspace), settings, today))

    return run


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Give a folder with schemas that have faults of all kinds."""
    (tmp_path / "evtool.yaml").write_text(CONFIG)
    for number in range(6):
        title = f"shop/thing{number}"
        folder = tmp_path / title
        folder.mkdir(parents=True)
        for version, kind in (
            ("1.0.0", "string"),
            ("1.1.0", "integer" if number % 2 else "string"),
        ):
            text = SCHEMA.format(title=title, version=version, kind=kind)
            (folder / f"{version}.yaml").write_text(text)
        (folder / "current.yaml").write_text(
            SCHEMA.format(title=title, version="1.2.0", kind="nothing")
        )
    (tmp_path / "fragment/common").mkdir(parents=True)
    (tmp_path / "fragment/common/1.0.0.yaml").write_text(FRAGMENT)
    (tmp_path / "fragment/common/current.yaml").write_text(FRAGMENT)
    return tmp_path


def test_a_check_in_processes(
    workspace: Path, checked: Callable[[Path], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings, repairs, files, rules: all are as if one process had done it."""
    alone = checked(workspace)
    monkeypatch.setattr(engine, "processes_for", lambda _: 3)
    together = checked(workspace)
    assert together == alone
    assert len(alone.findings) > 20
    assert alone.repairs


def test_a_check_whose_processes_fail(
    workspace: Path, checked: Callable[[Path], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made here once more."""
    alone = checked(workspace)
    here = os.getpid()
    original = engine._Check._folder

    def fragile(self: Any, job: Any) -> None:
        if os.getpid() != here and job.folder.title == "shop/thing3":
            os._exit(1)
        original(self, job)

    monkeypatch.setattr(engine, "processes_for", lambda _: 2)
    monkeypatch.setattr(engine._Check, "_folder", fragile)
    assert checked(workspace) == alone
