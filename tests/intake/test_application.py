"""Which URL gives what."""

from __future__ import annotations

import pytest
from in_process import Intake


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/stream-configs", 200),
        ("/v1/stream-configs/", 200),
        ("/V1/Stream-Configs/basic,other", 200),
        ("/v1/stream-configsbasic", 404),
        ("/v1/stream-configs.basic", 404),
        ("/v1/stream-config", 404),
    ],
)
def test_settings_stand_below_one_path(intake: Intake, path: str, status: int) -> None:
    """What only begins like it is no page."""
    (found,) = intake.talk(f"GET {path} HTTP/1.1\r\nhost: a\r\n\r\n".encode())
    assert found.status == status
