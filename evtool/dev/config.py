"""The `dev` section of `evtool.yaml`: where the local platform listens."""

from __future__ import annotations

from dataclasses import dataclass

from evtool.config import Section, setting

_HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class DevConfig:
    """Addresses of the services; a port that is busy moves on to the next free one."""

    host: str = setting(
        "127.0.0.1", help="Address to listen on; anything but loopback opens it to the network."
    )
    registry_port: int = setting(8190, help="Port of the schema registry; 0: any free one.")
    streams_port: int = setting(8191, help="Port of the stream configuration; 0: any free one.")
    live_port: int = setting(8194, help="Port of the live page; 0: any free one.")
    connect_port: int = setting(8195, help="Port of the metrics of connectors; 0: any free one.")

    def check(self, section: Section) -> None:
        """Refuse what no service can listen on.

        Raises:
            ConfigurationError: An empty host, or a number that is no port.
        """
        if not self.host:
            raise section.below("host").error("is empty", "write 127.0.0.1")
        for name in ("registry_port", "streams_port", "live_port", "connect_port"):
            port = getattr(self, name)
            if not 0 <= port <= _HIGHEST_PORT:
                raise section.below(name).error(
                    f"{port} is no port", f"write a number from 0 to {_HIGHEST_PORT}"
                )
