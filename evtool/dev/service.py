"""The services of the local platform, and the command that runs each as a process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from evtool.config import nearest
from evtool.dev.config import DevConfig
from evtool.errors import ConfigurationError, EvtoolError
from evtool.intake.config import IntakeConfig
from evtool.workspace import Workspace

REGISTRY, INTAKE, CONNECT, LIVE = "registry", "intake", "connect", "live"

WATCH = "watch"
"""The part that is no service: it watches files, in the supervisor itself."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its name, and `module:function` that runs it.

    The function takes the workspace and a bound socket, and returns when it was told to
    end by SIGTERM; one that `knows_others` takes the URLs of all services too, by name.
    `port` is what the configuration wants. `needs` are modules that an extra brings; `path`
    is where people begin. One that is `of_section` runs where evtool.yaml has this section.
    """

    name: str
    target: str
    port: Callable[[Workspace], int]
    needs: tuple[str, ...] = ()
    knows_others: bool = False
    path: str = "/"
    of_section: str | None = None

    def is_wanted(self, workspace: Workspace) -> bool:
        """Whether a workspace has something for it to do."""
        section = workspace.sections.get(self.of_section) if self.of_section else None
        return self.of_section is None or bool(section and section.raw)

    def command(
        self,
        config_file: Path,
        descriptor: int,
        urls: Mapping[str, str] = MappingProxyType({}),
        *,
        verbose: bool,
    ) -> list[str]:
        """The command line of its process; `descriptor` is the socket it inherits.

        `-P` keeps the files of the current folder from being imported as modules.
        """
        loud = ["--verbose"] if verbose else []
        others = urls.items() if self.knows_others else ()
        told = [part for name, url in others for part in ("--url", f"{name}={url}")]
        return [
            *(sys.executable, "-P", "-m", "evtool.dev.child", self.name),
            *("--config", str(config_file), "--socket", str(descriptor), *told, *loud),
        ]


def _dev_port(key: str) -> Callable[[Workspace], int]:
    return lambda workspace: int(getattr(workspace.section("dev", DevConfig), key))


def _intake_port(workspace: Workspace) -> int:
    return workspace.section("intake", IntakeConfig).port


SERVICES: tuple[Service, ...] = (
    Service(
        REGISTRY,
        target="evtool.registry.serve:serve",
        port=_dev_port("registry_port"),
        needs=("starlette", "uvicorn"),
    ),
    Service(
        "streams",
        target="evtool.streamconfig.serve:serve",
        port=_dev_port("streams_port"),
        needs=("re2", "uvicorn"),
        path="/v1/streams",
    ),
    Service(
        INTAKE,
        target="evtool.intake.serve:serve_telling",
        port=_intake_port,
        needs=(
            "httptools",
            "jsonschema_rs",
            "msgspec",
            "orjson",
            "prometheus_client",
            "re2",
            "uvloop",
        ),
        path="/v1/events",
    ),
    Service(
        CONNECT,
        target="evtool.dev.connect:serve_connect",
        port=_dev_port("connect_port"),
        needs=("prometheus_client", "re2"),
        path="/metrics",
        of_section="connectors",
    ),
    Service(
        LIVE,
        target="evtool.dev.live:serve_live",
        port=_dev_port("live_port"),
        needs=("re2", "uvicorn"),
        knows_others=True,
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
