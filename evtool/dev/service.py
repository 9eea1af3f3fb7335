"""The services of the local platform, and the command that runs each as a process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from evtool.config import nearest
from evtool.dev.config import DevConfig
from evtool.errors import ConfigurationError, EvtoolError

WATCH = "watch"
"""The part that is no service: it watches files, in the supervisor itself."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its name, `module:function` that runs it, and its key for the port.

    The function takes the workspace and a bound socket, and returns when it was told to
    end by SIGTERM. `needs` are modules that an extra of evtool brings.
    """

    name: str
    target: str
    port_key: str
    needs: tuple[str, ...] = ()

    def port(self, config: DevConfig) -> int:
        """The port that the configuration wants for it."""
        return int(getattr(config, self.port_key))

    def command(self, config_file: Path, descriptor: int, *, verbose: bool) -> list[str]:
        """The command line of its process; `descriptor` is the socket it inherits.

        `-P` keeps the files of the current folder from being imported as modules.
        """
        loud = ["--verbose"] if verbose else []
        return [
            *(sys.executable, "-P", "-m", "evtool.dev.child", self.name),
            *("--config", str(config_file), "--socket", str(descriptor), *loud),
        ]


SERVICES: tuple[Service, ...] = (
    Service(
        "registry",
        target="evtool.registry.serve:serve",
        port_key="registry_port",
        needs=("starlette", "uvicorn"),
    ),
    Service(
        "streams",
        target="evtool.streamconfig.serve:serve",
        port_key="streams_port",
        needs=("re2", "uvicorn"),
    ),
)
"""Every service, in the order in which they start."""

PARTS = (*(service.name for service in SERVICES), WATCH)
"""What `--only` chooses from."""


def service(name: str) -> Service:
    """The service of this name.

    Raises:
        ConfigurationError: There is none.
    """
    for one in SERVICES:
        if one.name == name:
            return one
    names = [one.name for one in SERVICES]
    raise ConfigurationError(f"no service {name!r}", hint=nearest(name, names))


def choose(names: Sequence[str]) -> frozenset[str]:
    """The parts to run: all, or those that were named.

    Raises:
        ConfigurationError: A name that is none.
    """
    for name in names:
        if name not in PARTS:
            raise ConfigurationError(
                f"`evtool dev` has no part {name!r}", hint=nearest(name, PARTS)
            )
    return frozenset(names or PARTS)


def require_extras(parts: frozenset[str]) -> None:
    """Check that the libraries of the chosen parts are installed; none is imported.

    Raises:
        EvtoolError: One is missing; the hint is the line that installs it.
    """
    needed = [module for one in SERVICES if one.name in parts for module in one.needs]
    if WATCH in parts:
        needed.append("watchfiles")
    missing = [module for module in needed if find_spec(module) is None]
    if missing:
        raise EvtoolError(
            f"`evtool dev` needs {' and '.join(missing)}",
            hint="run `pip install 'evtool[dev-server]'`",
        )
