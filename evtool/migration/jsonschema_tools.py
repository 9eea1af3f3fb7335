"""`.jsonschema-tools.yaml` -> an `evtool.yaml` that means the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evtool.configuration.flow import flow
from evtool.configuration.legacy_values import LegacyValue, legacy_values, stands
from evtool.configuration.listing import Line, render
from evtool.document import Document
from evtool.legacy_config import TEST_CASES, LegacyConfig, read_legacy
from evtool.legacy_config import skipped_cases as cases_of
from evtool.migration.comments import Comments
from evtool.schema.settings import MaterializeSettings
from evtool.workspace import Workspace, legacy_workspace

_IGNORE = ("check", "ignore")

_ELSEWHERE = {
    "shouldGitAdd": "the git hook stages what it writes; elsewhere add `--git-add`",
    "gitStaged": "say `evtool schema materialize --staged`",
    "dryRun": "say `--dry-run` on the command line",
    "logLevel": "say `-v` or `-q` on the command line",
}
"""Keys without a counterpart in `evtool.yaml`, and what does their work."""


@dataclass(frozen=True, slots=True)
class Migration:
    """The new file, where each old key went, and what the user should know."""

    text: str
    mapped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def migrate(document: Document) -> Migration:
    """Translate an old configuration file, comments included.

    Raises:
        ConfigurationError: The old file has a value of the wrong type or a bad pattern.
    """
    config, unknown = read_legacy(document)
    workspace = legacy_workspace(document)
    values = [value for value in legacy_values(workspace, config) if _matters(value, document)]
    notes = (*unknown, *_notes(document.value or {}, config, workspace))
    return Migration(_text(document, config, values), tuple(_mapped(values, document)), notes)


def _matters(value: LegacyValue, document: Document) -> bool:
    """Whether the new file must say it: the old one does, or the two tools' defaults differ."""
    if value.tokens[0] != "materialize" or _stated(value, document):
        return True
    return bool(value.value != getattr(MaterializeSettings(), str(value.tokens[1])))


def _stated(value: LegacyValue, document: Document) -> list[tuple[str | int, ...]]:
    return [source for source in value.sources if stands(document.value, source)]


def _text(document: Document, config: LegacyConfig, values: list[LegacyValue]) -> str:
    comments = Comments(document)
    lines = [
        Line(one.tokens, flow(one.value), comments.of(_remarks(one, values)))
        for one in values
        if one.tokens[:2] != _IGNORE
    ]
    lines += _ignored(config, values, comments)
    made = [f"# Made from {document.path.name} by `evtool migrate jsonschema-tools`."]
    for text in render(lines):
        starts = bool(text) and text[0] not in " #" and not text.startswith("version")
        made += ["", text] if starts else [text]
    left = comments.rest()
    if left:
        made += ["", f"# Comments of {document.path.name} that stand at none of these entries:"]
        made += [f"#   {text}" for text in left]
    return "\n".join(made) + "\n"


def _remarks(value: LegacyValue, values: list[LegacyValue]) -> list[tuple[str | int, ...]]:
    """What the comments of a value stand at; those of a repository belong above its name."""
    if value.tokens[0] != "repositories" or len(value.tokens) > 3:
        return list(value.sources)
    if value.tokens[2] != "name":
        return []
    entry = [one for one in values if one.tokens[:2] == value.tokens[:2] and len(one.tokens) == 3]
    return [source for one in entry for source in one.sources]


def _ignored(config: LegacyConfig, values: list[LegacyValue], comments: Comments) -> Iterator[Line]:
    """`check.ignore`: rules that one old check stands for share one list by a YAML alias."""
    whole = comments.of([("skipSchemaTestCases",)])
    used = {case for cases in cases_of(config).values() for case in cases}
    for case in (case for case in TEST_CASES if case in used):
        first, *others = TEST_CASES[case]
        anchor = f"&{case}" if others else ""
        yield Line((*_IGNORE, first), anchor, (*whole, f"{case} of jsonschema-tools"))
        whole = ()
        for one in values:
            if one.tokens[:3] == (*_IGNORE, first):
                yield Line(one.tokens, flow(one.value), comments.of(one.sources))
        for rule in others:
            yield Line((*_IGNORE, rule), f"*{case}")


def _mapped(values: list[LegacyValue], document: Document) -> Iterator[tuple[str, str]]:
    """Old key -> new key, each pair once."""
    seen: dict[tuple[str, str], None] = {}
    for value in values:
        depth = 2 if value.tokens[0] != "repositories" else 3
        new = ".".join(str(token) for token in value.tokens[:depth] if not isinstance(token, int))
        for source in _stated(value, document):
            seen[str(source[0]), new] = None
    yield from seen


def _notes(old: dict[str, Any], config: LegacyConfig, workspace: Workspace) -> Iterator[str]:
    for key, instead in _ELSEWHERE.items():
        if key in old:
            yield f"{key} has no counterpart: {instead}"
    unknown = {
        case for cases in cases_of(config).values() for case in cases if case not in TEST_CASES
    }
    for case in sorted(unknown):
        yield f"skipSchemaTestCases: no check is called {case!r}; it is left out"
    own = workspace.repositories[0]
    if own not in workspace.lookup:
        yield "schemaBaseUris lacks the repository itself; it is now looked up last"
    for place in workspace.lookup:
        if place is not own and not isinstance(place, str):
            yield f"{place.root} is only looked up, as before; `path:` makes it a repository"
