"""The check of a workspace's stream files: its settings, its schemas, its policy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evtool.errors import EvtoolError
from evtool.files import read_bytes
from evtool.finding import Finding, in_order
from evtool.rules.engine.outcome import Outcome, Request
from evtool.rules.policy.policy import Policy
from evtool.rules.stream import RULES
from evtool.rules.stream.check import StreamCheck
from evtool.rules.stream.schemas import CatalogSchemas, NoSchemas, Schemas
from evtool.rules.stream.vocabulary import vocabulary_of
from evtool.schema.catalog import Catalog, Shelf
from evtool.selection import Files
from evtool.streams.configuration import Options
from evtool.streams.load import stream_files, streams_config
from evtool.streams.settings import settings_schema
from evtool.workspace import Workspace, missing_root


def check_streams(
    request: Request, environments: Sequence[str] | None = None, paths: Sequence[Path] | None = None
) -> Outcome:
    """Check stream files against the schemas of the workspace.

    Args:
        request: The workspace and what of the rules is wanted; its own paths and git ref
            do not count.
        environments: The overrides to apply; None means those of the configuration.
        paths: The files, which are merged in this order; None means those of the
            configuration.

    Raises:
        EvtoolError: What keeps from checking: an unknown environment, a settings schema
            that is none, repositories of which none is there. Whatever is wrong in the
            stream files is a finding.
    """
    workspace = request.workspace
    chosen = list(stream_files(workspace) if paths is None else paths)
    policy = Policy(
        request.settings,
        request.today,
        request.select,
        request.ignore,
        baseline=request.baseline,
    )
    active = policy.active(RULES)
    config = streams_config(workspace)
    names = config.environments if environments is None else tuple(environments)
    check = StreamCheck(
        vocabulary_of(settings_schema(workspace)).with_consumers(connectors_of(workspace)),
        _schemas(request.files),
        Options(config.merge_lists, names),
    )
    findings = check.run(chosen, active.values())
    kept = _accepted(findings, policy, workspace, chosen)
    return Outcome(in_order(kept), chosen, active)


def connectors_of(workspace: Workspace) -> list[str]:
    """The names of the connectors of a workspace: streams may name them as consumers."""
    section = workspace.sections.get("connectors")
    return [str(name) for name in section.raw] if section and isinstance(section.raw, dict) else []


def _schemas(files: Files) -> Schemas:
    workspace = files.workspace
    present = [one for one in workspace.repositories if one.root.is_dir()]
    if workspace.repositories and not present:
        raise missing_root(workspace.repositories[0])
    if not present:
        return NoSchemas()
    catalog = Catalog([Shelf(one, files.of(one)) for one in present])
    return CatalogSchemas(catalog, files.materializer().sources)


def _accepted(
    findings: Sequence[Finding], policy: Policy, workspace: Workspace, paths: Sequence[Path]
) -> list[Finding]:
    """The findings that no comment and no baseline takes away."""
    for path in paths:
        try:
            policy.note(path, read_bytes(path))
        except EvtoolError:
            continue  # it is a finding already
    return [one for one in findings if not policy.accepts(one, workspace.root)]
