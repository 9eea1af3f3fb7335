"""The sockets of all services, opened before any of them starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from evtool.dev.config import DevConfig
from evtool.dev.event import Event, Level
from evtool.dev.ports import Listener, is_loopback, listen
from evtool.dev.service import Service
from evtool.intake.config import IntakeConfig
from evtool.workspace import Workspace


def listen_all(
    services: Sequence[Service], workspace: Workspace, first_port: int | None, opened: ExitStack
) -> dict[str, Listener]:
    """Listen for each service, by name; `opened` closes the sockets.

    `first_port` replaces the configured port of the first service.

    Raises:
        EvtoolError: An address that cannot be listened on.
    """
    host = workspace.section("dev", DevConfig).host
    ports = {service.name: service.port(workspace) for service in services}
    taken = {workspace.section("intake", IntakeConfig).admin_port, *ports.values()}
    listeners: dict[str, Listener] = {}
    for service in services:
        wanted = ports[service.name]
        if first_port is not None and not listeners:
            wanted = first_port
        listener = listen(host, wanted, taken - {wanted})
        opened.enter_context(listener.socket)
        listeners[service.name] = listener
    return listeners


def address_events(listeners: Mapping[str, Listener], config: DevConfig) -> list[Event]:
    """What people should know about the addresses: busy ports, an open network."""
    events = [
        Event(
            "dev",
            "service.moved",
            f"port {one.wanted} is busy; {name} listens on {one.port}",
            Level.WARNING,
            fields={"wanted": one.wanted, "port": one.port},
        )
        for name, one in listeners.items()
        if one.moved
    ]
    if listeners and not is_loopback(config.host):
        text = f"{config.host} is not loopback: the network can reach the services"
        events.append(Event("dev", "dev.exposed", text, Level.WARNING))
    return events
