"""Which dataclass says what may stand in which section of `evtool.yaml`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

OWNERS: Mapping[str, str] = {
    "materialize": "evtool.schema.settings:MaterializeSettings",
    "streams": "evtool.streams.config:StreamsConfig",
    "log": "evtool.log.config:LogConfig",
    "intake": "evtool.intake.config:IntakeConfig",
    "dev": "evtool.dev.config:DevConfig",
}
"""Section -> `module:class`. Loaded on use: the upper layers cost time to import."""


def owner(section: str) -> type[Any] | None:
    """The dataclass of a section; None for one that nothing describes yet."""
    if section not in OWNERS:
        return None
    module, _, name = OWNERS[section].partition(":")
    try:
        found: type[Any] = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        if error.name is not None and module.startswith(error.name):
            return None
        raise
    return found
