"""An intake in this process, with one schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from in_process import NOW, Intake

from evtool.intake.event.facts import Facts


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    """Give an intake with the schema /basic/1.0.0 that takes every stream."""
    made = Intake(tmp_path / "schemas")
    made.add("basic", {"count": {"type": "integer", "minimum": 0}, "any": {}})
    return made


@pytest.fixture
def facts() -> Callable[..., Facts]:
    """Give a function that makes the facts of a request with these headers."""

    def make(*, peer: str = "192.0.2.7", **headers: str) -> Facts:
        named = {name.replace("_", "-").encode(): text.encode() for name, text in headers.items()}
        return Facts(named, peer, NOW)

    return make
