"""Running `evtool connect` in the workspace that the fixture `folder` of a file gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.cli.main import run


@pytest.fixture
def answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs `evtool connect ...` there: exit code, stdout, stderr."""

    def ask(*arguments: str) -> tuple[int, str, str]:
        code = run(["-C", str(folder), "connect", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return ask
