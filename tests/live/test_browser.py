"""The live page in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.browser import CHROMIUM, DRIVER, KEYS, Browser, until
from tests.live.conftest import Platform

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="no Chromium with its driver: apt-get install chromium chromium-driver",
    ),
]

Run = Callable[..., Platform]


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Give a browser with a window as people have it."""
    made = Browser()
    yield made
    made.close()
