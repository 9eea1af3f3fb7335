"""The `check` section of `evtool.yaml`."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from evtool.config import Section, nearest, setting
from evtool.repository_entry import patterns

Level = Literal[
    "BACKWARD",
    "BACKWARD_TRANSITIVE",
    "FORWARD",
    "FORWARD_TRANSITIVE",
    "FULL",
    "FULL_TRANSITIVE",
    "NONE",
]


@dataclass(frozen=True, slots=True)
class IgnoreEntry:
    """One exception: a pattern of `$id`s, why, and until when."""

    pattern: str = setting(help="A regular expression that matches whole $ids.")
    reason: str | None = setting(None, help="Why the rule does not hold there.")
    until: Any = setting(None, help="The last day of the exception, such as 2030-12-31.")

    def check(self, section: Section) -> None:
        """Refuse a date that is none.

        Raises:
            ConfigurationError: `until` is no date.
        """
        if self.until is not None and self.last_day is None:
            raise section.below("until").error("must be a date", "write it as 2030-12-31")

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it holds; None for always."""
        if isinstance(self.until, datetime.datetime):
            return self.until.date()
        if not isinstance(self.until, str):
            return None
        try:
            return datetime.date.fromisoformat(self.until)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class CompatibilitySettings:
    """What compatible means."""

    level: Level = setting(
        "BACKWARD_TRANSITIVE",
        help="Who must not break: readers of new events by BACKWARD, of old ones by FORWARD.",
    )
    policy: Literal["event", "strict"] = setting(
        "event", help="event: optional fields may be added; strict: inclusion of all values."
    )


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """Which rules are checked, and how strictly."""

    select: tuple[str, ...] = setting((), help="Rules or families to check; all if empty.")
    ignore: dict[str, tuple[IgnoreEntry | str, ...]] = setting(
        dict, help="Rule or family -> patterns of whole $ids that it is not checked for."
    )
    severity: dict[str, Literal["error", "warning", "info", "off"]] = setting(
        dict, help="Rule or family -> how much its findings matter; off: not at all."
    )
    compatibility: CompatibilitySettings = setting(
        CompatibilitySettings, help="What compatible means."
    )
    baseline: str | None = setting(None, help="File with findings that are known and accepted.")
    comments: bool = setting(True, help="Whether comments in files may switch rules off.")

    def check(self, section: Section) -> None:
        """Refuse names of rules that do not exist, and patterns that are none.

        Raises:
            ConfigurationError: One of them, with its place and the nearest name.
        """
        for at, name in enumerate(self.select):
            check_name(name, section.below("select").below(at))
        for key, names in (("ignore", self.ignore), ("severity", self.severity)):
            for name in names:
                check_name(name, section.below(key).below(name))
        for name, entries in self.ignore.items():
            texts = tuple(one if isinstance(one, str) else one.pattern for one in entries)
            patterns(texts, section.below("ignore").below(name))


def check_name(name: str, section: Section) -> None:
    """Refuse the name of a rule or family that does not exist.

    Raises:
        ConfigurationError: There is none; the hint names the nearest.
    """
    from evtool.rules.registry import names

    if name.removesuffix(".*") not in names():
        raise section.error(f"no rule is called {name!r}", nearest(name, sorted(names())))


def covers(name: str, rule: str) -> bool:
    """Whether the name of a rule or of a family (`robustness`, `robustness.*`) means a rule."""
    family = name.removesuffix(".*")
    return rule in (name, family) or rule.startswith(f"{family}.")
