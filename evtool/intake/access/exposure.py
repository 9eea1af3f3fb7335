"""No network without keys."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

from evtool.errors import EvtoolError


def require_keys(listener: socket.socket, keys: object) -> None:
    """Refuse to serve a network whose clients nobody knows.

    Args:
        listener: The bound socket of the service.
        keys: The keys that are configured; anything empty is none.

    Raises:
        EvtoolError: Others than this machine reach the socket, and there is no key.
    """
    host = _host(listener.getsockname())
    if keys or host is None or is_loopback(host):
        return
    raise EvtoolError(
        f"{host} is not loopback: anybody on the network could send events",
        hint="configure `intake.keys: {NAME: {key: ${INTAKE_KEY}}}`, or listen on 127.0.0.1",
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _host(name: Any) -> str | None:
    """The address of a socket; None for one that is none of the network."""
    return str(name[0]) if isinstance(name, tuple) else None
