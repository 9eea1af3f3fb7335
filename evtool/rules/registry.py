"""All rules: the built-in families, and what other packages add."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from evtool.errors import ConfigurationError
from evtool.plugins import plugins
from evtool.rules.rule import Rule

FAMILIES = (
    "yaml_",
    "structure",
    "version",
    "release",
    "reference",
    "robustness",
    "example",
    "compatibility",
    "stream",
    "connector",
    "config",
)
"""The packages of the built-in rules, in the order in which rules are listed."""


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id.

    Raises:
        ConfigurationError: A plugin is no rule, or claims the id of another one.
    """
    found: dict[str, Rule] = {}
    for family in FAMILIES:
        for one in import_module(f"evtool.rules.{family}").RULES:
            found[one.id] = one
    for name, load in plugins("evtool.rules").items():
        made = load()
        if not isinstance(made, Rule):
            raise ConfigurationError(
                f"the plugin {name!r} of evtool.rules is no rule",
                hint="make it with `evtool.rules.rule.rule`",
            )
        if made.id in found:
            raise ConfigurationError(
                f"two rules are called {made.id!r}", hint="rename the rule of the plugin"
            )
        found[made.id] = made
    return found


@cache
def names() -> frozenset[str]:
    """What a selection may name: rules and families."""
    return frozenset(rules()) | {one.family for one in rules().values()}
