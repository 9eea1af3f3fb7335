"""The rule `config.unknown-key`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.config import nearest
from evtool.finding import Severity
from evtool.legacy_config import LegacyConfig
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_workspace import CheckedWorkspace
from evtool.workspace import LEGACY_NAME


@rule("config.unknown-key", Severity.WARNING, on=CheckedWorkspace)
def unknown_key(workspace: CheckedWorkspace) -> Iterator[Problem]:
    """`.jsonschema-tools.yaml` has keys that exist.

    In `evtool.yaml` an unknown key is an error for every command.

    Why: the reference tool passes over a key that it does not know, and goes on with the
    default.

    Example:
        contentType: [yaml]           # refused: contentTypes

    Repair: correct the key; the nearest one that exists is named.
    """
    document = workspace.workspace.document
    if document is None or document.path.name != LEGACY_NAME:
        return
    known = list(LegacyConfig.__dataclass_fields__)
    for key in document.value if isinstance(document.value, dict) else ():
        if key not in known:
            yield Problem(f"unknown key {key!r}: it does nothing", nearest(key, known), at=(key,))
