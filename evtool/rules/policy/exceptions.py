"""Exceptions by `$id`: those of the `check` section, and `skipSchemaTestCases`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evtool.config import Section
from evtool.errors import Place
from evtool.legacy_config import TEST_CASES, read_legacy, skipped_cases
from evtool.repository_entry import patterns
from evtool.rules.policy.patterns import Reach, is_whole, reach
from evtool.rules.policy.settings import CheckSettings, IgnoreEntry, covers
from evtool.rules.problem import Tokens
from evtool.workspace import LEGACY_NAME, Workspace


@dataclass(eq=False)
class Exemption:
    """One pattern of `$id`s, and the rules that do not hold for them.

    `name` is how the file calls these rules: a rule, a family, or a name of
    `skipSchemaTestCases`; one that is unknown there means no rule. `uses` counts the
    findings that it took away.
    """

    rules: tuple[str, ...]
    pattern: str
    name: str
    at: Tokens
    place: Place
    last_day: datetime.date | None = None
    reach: Reach = field(default=Reach(frozenset()))
    uses: int = 0

    def takes(self, rule: str, schema: str, today: datetime.date) -> bool:
        """Whether it takes away a finding of a rule about an `$id`."""
        if not any(covers(name, rule) for name in self.rules) or self.has_ended(today):
            return False
        return schema in self.reach.meant or is_whole(self.pattern, schema)

    def has_ended(self, today: datetime.date) -> bool:
        """Whether its last day is over."""
        return self.last_day is not None and self.last_day < today


def exemptions(
    workspace: Workspace, settings: CheckSettings, ids: Sequence[str]
) -> list[Exemption]:
    """All exceptions of a workspace, each with the `$id`s that it means.

    Raises:
        ConfigurationError: A pattern is no regular expression.
    """
    found = [*_of_settings(workspace, settings), *_of_legacy(workspace)]
    reaches = {text: reach(text, ids) for text in {one.pattern for one in found}}
    for one in found:
        one.reach = reaches[one.pattern]
    return found


def _of_settings(workspace: Workspace, settings: CheckSettings) -> Iterator[Exemption]:
    if "check" not in workspace.sections:
        return
    section = workspace.sections["check"].below("ignore")
    for name, entries in settings.ignore.items():
        for at, entry in enumerate(entries):
            made = entry if isinstance(entry, IgnoreEntry) else IgnoreEntry(entry)
            item = section.below(name).below(at)
            yield Exemption((name,), made.pattern, name, item.tokens, item.place(), made.last_day)


def _of_legacy(workspace: Workspace) -> Iterator[Exemption]:
    document = workspace.document
    if document is None or document.path.name != LEGACY_NAME:
        return
    config, _ = read_legacy(document)
    cases = skipped_cases(config)
    section = Section(document, ("skipSchemaTestCases",))
    patterns(tuple(cases), section)
    for pattern, names in cases.items():
        raw = config.skipSchemaTestCases[pattern]
        for at, name in enumerate(names):
            tokens: Tokens = ("skipSchemaTestCases", pattern)
            if not isinstance(raw, str):
                tokens = (*tokens, str(at))
            yield Exemption(TEST_CASES.get(name, ()), pattern, name, tokens, document.place(tokens))
