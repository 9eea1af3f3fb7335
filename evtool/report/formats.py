"""All formats of a report: our own as an explicit table, others through entry points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from evtool.errors import ConfigurationError
from evtool.report.context import Render

GROUP = "evtool.reports"
"""The entry points of other packages: name -> a `Render`."""

BUILT_IN: Mapping[str, str] = {
    "full": "evtool.report.full",
    "concise": "evtool.report.concise",
    "json": "evtool.report.json_document",
    "jsonl": "evtool.report.json_lines",
    "github": "evtool.report.github",
    "gitlab": "evtool.report.gitlab",
    "junit": "evtool.report.junit",
    "sarif": "evtool.report.sarif",
    "markdown": "evtool.report.markdown",
}
"""Our formats and their modules, each with a function `render`."""

Loader = Callable[[], Render]
"""Imports a format when it is first used."""


def reports() -> Mapping[str, Loader]:
    """Every format by name, ours first, and what loads it.

    Raises:
        ConfigurationError: Another package claims the name of one of ours, or two
            packages claim one name.
    """
    from evtool.plugins import found, owner, plugins

    added = plugins(GROUP)
    for name in added:
        if name in BUILT_IN:
            who = owner(found(GROUP)[name])
            message = f"{who} adds a report {name!r}, which evtool has"
            raise ConfigurationError(message, hint=f"update or uninstall {who}")
    return {**{name: partial(_built_in, module) for name, module in BUILT_IN.items()}, **added}


def renderer(name: str) -> Render:
    """The format of a name that `reports` knows; other packages are asked only for theirs.

    Raises:
        ConfigurationError: The package that adds it cannot be loaded.
    """
    return _built_in(BUILT_IN[name]) if name in BUILT_IN else reports()[name]()


def _built_in(module: str) -> Render:
    render: Render = import_module(module).render
    return render
