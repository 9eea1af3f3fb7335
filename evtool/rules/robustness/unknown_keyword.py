"""The rule `robustness.unknown-keyword`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from evtool.finding import Severity
from evtool.rules.formats import CHECKS
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.vocabulary import KEYWORDS, LATER


@rule("robustness.unknown-keyword", Severity.WARNING, on=CheckedSchema)
def unknown_keyword(schema: CheckedSchema) -> Iterator[Problem]:
    """Keywords are those of draft-07, or begin with `x-`; formats are known ones.

    Why: validators pass over a keyword or a format that they do not know. A misspelt one
    checks nothing, and nobody is told.

    Example:
        descriptions: The page.       # refused: description
        format: datetime              # refused: date-time

    Repair: correct the name, or begin an annotation of your own with `x-`.
    """
    for node in schema.nodes:
        for keyword in node.map:
            if keyword not in KEYWORDS and not keyword.startswith("x-"):
                problem = f"`{keyword}` is no keyword of draft-07, so it does nothing"
                yield Problem(problem, _hint(keyword, KEYWORDS), at=(*node.tokens, keyword))
        name = node.map.get("format")
        if isinstance(name, str) and name not in CHECKS:
            problem = f"no format is called {name!r}, so nothing is checked"
            yield Problem(problem, _hint(name, CHECKS), at=(*node.tokens, "format"))


def _hint(word: str, known: Collection[str]) -> str:
    if word in LATER:
        return "it comes from a later draft; write it with the keywords of draft-07"
    lower = {one.lower(): one for one in known}
    near = get_close_matches(word.lower(), lower, n=1, cutoff=0.7)
    if near:
        return f"did you mean {lower[near[0]]!r}?"
    return "remove it, or begin an annotation of your own with `x-`"
