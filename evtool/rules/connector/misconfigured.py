"""The rule `connector.misconfigured`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evtool.connectors.config import load_connector
from evtool.errors import ConfigurationError, EvtoolError
from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_workspace import CheckedWorkspace


@rule("connector.misconfigured", Severity.ERROR, on=CheckedWorkspace)
def misconfigured(workspace: CheckedWorkspace) -> Iterator[Problem]:
    """Every connector has a type that exists and options that its type knows.

    Why: `evtool connect run` refuses the whole section otherwise, when it is started.

    Example:
        connectors:
          archive: {type: parquet, pth: .evtool/archive}      # refused: path

    Repair: correct the key or the value; `evtool connect show TYPE` lists the options.
    """
    section = workspace.workspace.sections.get("connectors")
    if section is None or section.raw is None:
        return
    if not isinstance(section.raw, Mapping):
        error = section.error("must be a map of names", "write `archive: {type: ..., ...}`")
        yield Problem.of(error, section.tokens)
        return
    for name in section.raw:
        try:
            load_connector(str(name), section.below(name))
        except ConfigurationError as error:
            yield Problem.of(error, (*section.tokens, str(name)))
        except EvtoolError:
            continue  # a library is missing here: where the connector runs it may be there
