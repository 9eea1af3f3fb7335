"""Commands that need more than the core: a clear word where it is not installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from evtool.errors import EvtoolError


def require(command: str, modules: Sequence[str], extra: str) -> None:
    """Check that the modules of an extra are there.

    Raises:
        EvtoolError: Some are missing; the hint is the line that installs them.
    """
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise EvtoolError(
            f"`{command}` needs {', '.join(missing)}", hint=f"run `pip install 'evtool[{extra}]'`"
        )
