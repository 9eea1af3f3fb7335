"""A port that is free now."""

from __future__ import annotations

import socket


def free_port() -> int:
    """Give a port of loopback that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
