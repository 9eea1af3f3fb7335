"""References as a tree of lines, and as a graph for graphviz."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from evtool.cli.console import say, style
from evtool.schema.catalog.references import Reference, State, Step

_COLORS = {State.OUTDATED: "orange", State.MISSING: "red"}

Wanted = Callable[[Reference], bool]


def only(steps: Sequence[Step], wanted: Wanted) -> list[Step]:
    """The steps whose reference is wanted."""
    return [step for step in steps if wanted(step.reference)]


def with_ways_to(steps: Sequence[Step], wanted: Wanted) -> list[Step]:
    """The steps whose reference is wanted, and the steps that lead to these."""
    kept: list[Step] = []
    for step in reversed(steps):
        leads_on = bool(kept) and step.depth < kept[-1].depth
        if leads_on or wanted(step.reference):
            kept.append(step)
    return kept[::-1]


def show_tree(steps: Iterable[Step], describe: Callable[[Reference], str]) -> None:
    """Print steps as a tree, one line each; `describe` gives the text."""
    listed = list(steps)
    bars: list[str] = []
    for step, is_last in zip(listed, _lasts(listed), strict=True):
        del bars[step.depth - 1 :]
        branch = "└── " if is_last else "├── "
        again = style(" (as above)", dim=True) if step.repeated else ""
        say(f"{''.join(bars)}{branch}{describe(step.reference)}{again}")
        bars.append("    " if is_last else "│   ")


def _lasts(steps: Sequence[Step]) -> list[bool]:
    """Of each step whether it is the last below the one it continues."""
    lasts: list[bool] = []
    followed: set[int] = set()
    for step in reversed(steps):
        lasts.append(step.depth not in followed)
        followed = {depth for depth in followed if depth < step.depth} | {step.depth}
    return lasts[::-1]


def show_dot(references: Iterable[Reference]) -> None:
    """Print a graph in graphviz' language; what is outdated or missing has a color."""
    say("digraph schemas {\n  rankdir=LR;\n  node [shape=box];")
    for one in dict.fromkeys(references):
        color = _COLORS.get(one.state)
        look = f", color={color}, fontcolor={color}" if color else ""
        user, target, version = map(_quoted, (one.user, one.target, str(one.version or "")))
        say(f"  {user} -> {target} [label={version}{look}];")
    say("}")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
