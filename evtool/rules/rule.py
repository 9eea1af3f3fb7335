"""The rule record, and the decorator that makes one of a documented function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from evtool.finding import Severity
from evtool.rules.problem import Problem

S = TypeVar("S")

_PARTS = ("Why:", "Example:", "Repair:")


class UndocumentedRule(TypeError):
    """A rule cannot be made: its docstring lacks a part."""


@dataclass(frozen=True, slots=True)
class Documentation:
    """What the docstring of a rule says, in its parts; `summary` is the first sentence."""

    summary: str
    description: str
    why: str
    example: str
    repair: str

    def markdown(self) -> str:
        """The whole documentation as Markdown, without a title."""
        parts = [
            self.summary,
            self.description,
            f"**Why.** {self.why}",
            f"**Example.**\n\n```yaml\n{self.example}\n```",
            f"**Repair.** {self.repair}",
        ]
        return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `check` is called with each subject of the kind `on` and yields problems.

    `fixable` tells whether some of its problems carry a repair for `--fix`.
    """

    id: str
    severity: Severity
    on: type[Any]
    check: Callable[[Any], Iterator[Problem]]
    documentation: Documentation
    fixable: bool = False

    @property
    def family(self) -> str:
        """What stands before the dot of the id."""
        return self.id.partition(".")[0]

    @property
    def summary(self) -> str:
        """The law in one sentence."""
        return self.documentation.summary


def rule(
    id: str,  # noqa: A002 - the word of the field
    severity: Severity,
    *,
    on: type[S],
    fixable: bool = False,
) -> Callable[[Callable[[S], Iterator[Problem]]], Rule]:
    """Make a rule of a function from a subject to its problems.

    The docstring is the product text: a first sentence that states the law, then
    paragraphs that begin with `Why:`, `Example:` (a YAML snippet) and `Repair:`.

    Raises:
        UndocumentedRule: One of these parts is missing.
    """

    def made(check: Callable[[S], Iterator[Problem]]) -> Rule:
        return Rule(id, severity, on, check, _documentation(id, check), fixable)

    return made


def _documentation(name: str, function: Callable[..., Any]) -> Documentation:
    parts: dict[str, list[str]] = {"": []}
    part = ""
    for line in (inspect.getdoc(function) or "").splitlines():
        label = next((one for one in _PARTS if line.startswith(one)), None)
        if label is not None:
            part, rest = label, line.removeprefix(label).strip()
            parts[part] = [rest] if rest else []
        else:
            parts[part].append(line)
    summary, _, description = "\n".join(parts.pop("")).strip().partition("\n\n")
    missing = [label for label in _PARTS if not "".join(parts.get(label, ())).strip()]
    if not summary or missing:
        lacking = " ".join(missing) or "its first sentence"
        raise UndocumentedRule(f"the docstring of the rule {name} lacks {lacking}")
    return Documentation(
        " ".join(summary.split()),
        _flowed(description),
        _flowed("\n".join(parts["Why:"])),
        inspect.cleandoc("\n".join(["", *parts["Example:"]])),
        _flowed("\n".join(parts["Repair:"])),
    )


def _flowed(text: str) -> str:
    """Paragraphs, each on one line."""
    return "\n\n".join(" ".join(one.split()) for one in text.strip().split("\n\n") if one.strip())
