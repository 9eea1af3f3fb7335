"""A workspace, and the intake running in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from service import Folder, Service

Start = Callable[..., Service]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Give a workspace."""
    return Folder(tmp_path)


@pytest.fixture
def start() -> Iterator[Start]:
    """Give a function that starts an intake in a workspace; all end with the test."""
    with ExitStack() as stack:

        def run(folder: Folder, *options: str, **more: Any) -> Service:
            made = Service(folder, *options, **more)
            stack.callback(_end, made)
            return made

        yield run


def _end(service: Service) -> None:
    if service.process.poll() is None:
        service.process.kill()
    service.wait()
    assert service.process.stderr is not None
    service.process.stderr.close()
