"""Where the intake of a workspace listens."""

from __future__ import annotations

from evtool.cli.base import Invocation
from evtool.errors import EvtoolError

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - to be replaced


def intake_url(run: Invocation) -> str:
    """The URL of the workspace's intake.

    Raises:
        EvtoolError: The configuration cannot be used, or only a fixed URL can be here.
    """
    try:
        from evtool.intake.config import IntakeConfig
    except ModuleNotFoundError as error:
        raise EvtoolError(
            f"the configuration of the intake needs {error.name}",
            hint="name the intake with --url, or run `pip install 'evtool[intake]'`",
        ) from error
    config = run.workspace.section("intake", IntakeConfig)
    host = _EVERYWHERE.get(config.host, config.host)
    return f"http://[{host}]:{config.port}" if ":" in host else f"http://{host}:{config.port}"
