"""The options of `mysql-binlog`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evtool.config import Section, setting
from evtool.connectors.secrets import Secretive
from evtool.connectors.sources.capture.options import CaptureOptions


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MysqlBinlogConfig(Secretive, CaptureOptions):
    """Changes of rows in MySQL or MariaDB."""

    host: str = setting("127.0.0.1", help="The host of the server.")
    port: int = setting(3306, help="The port of the server.")
    socket: str = setting("", help="The socket of the server, in place of host and port.")
    user: str = setting("evtool", help="The user.")
    password: str = setting(
        "", help="Its password: ${NAME} takes it from the environment.", secret=True
    )
    positions: Literal["auto", "gtid", "file"] = setting(
        "auto", help="Remember GTIDs, which hold after a failover too, or file and offset."
    )
    server: str = setting(
        "",
        help="What names the data in `meta.id`, for a server that may be replaced by its "
        "replica; empty: its server_uuid, or host, port and server_id of a MariaDB.",
    )
    replica_id: int = setting(
        0, help="Our server_id as a replica, unlike all others; 0: made of the connector's name."
    )

    def check(self, section: Section) -> None:
        """Refuse what means nothing.

        Raises:
            ConfigurationError: See `CaptureOptions`; or a replica_id that cannot be.
        """
        CaptureOptions.check(self, section)
        if not 0 <= self.replica_id < 2**32:
            raise section.below("replica_id").error("must be from 0 to 4294967295")

    @property
    def where(self) -> str:
        """The server, for errors."""
        return f"{self.user}@{self.socket or f'{self.host}:{self.port}'}"
