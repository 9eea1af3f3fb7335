"""Rules about names that two entries match."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.stream.language import Machine, Undecided, common_name, machine
from evtool.rules.stream.subject import CheckedStream, CheckedStreams
from evtool.rules.stream.subject.all_streams import Named
from evtool.streams.pattern import PatternSet


@rule("stream.overlapping-regex", Severity.ERROR, on=CheckedStreams)
def overlapping_regex(streams: CheckedStreams) -> Iterator[Problem]:
    r"""No name matches two regexes.

    Regexes are compared as they are anchored: one that is not has a finding of its own.
    That two have a name in common is decided on their automata, and the name is given.

    Why: of two regexes the first in the file wins, not the one that says more. To move an
    entry then changes what other streams mean.

    Example:
        /^shop\.job\.[a-z]+$/: {schema_title: shop/job}
        /^shop\.job\.x[a-z]+$/: {schema_title: shop/special}      # refused: shop.job.xa

    Repair: write one of them more narrowly, or name the streams.
    """
    machines = [(one, _machine(one)) for one in streams.regexes]
    for at, (later, mine) in enumerate(machines):
        for earlier, other in machines[:at]:
            name = _common(mine, other)
            if name is not None:
                message = f"{later.name} and {earlier.name} both match {name}: the first wins"
                hint = "write one of them more narrowly"
                yield streams.at(Named(later.layers[0], later.name), (), message, hint)


@rule("stream.shadows-regex", Severity.WARNING, on=CheckedStreams)
def shadows_regex(streams: CheckedStreams) -> Iterator[Problem]:
    r"""A stream with a plain name is not matched by a regex too.

    Why: the plain name wins, whatever comes first in the file. Whoever changes the entry of
    the regex expects that all streams follow that match it.

    Example:
        /^shop\.job\..+$/: {schema_title: shop/job}
        shop.job.special: {schema_title: shop/special}      # matches the regex above

    Repair: let the regex leave the name out, or the stream have another name.
    """
    patterns = [one.pattern for one in streams.regexes if one.pattern is not None]
    together = PatternSet(patterns)
    for stream in streams.exact if patterns else ():
        found = together.matching(stream.name)
        if found:
            regex = streams.regexes[found[0]].name
            message = f"{stream.name} also matches {regex}: its own entry wins"
            hint = "give it a name that the regex does not match"
            yield streams.at(Named(stream.layers[0], stream.name), (), message, hint)


def _machine(stream: CheckedStream) -> Machine | None:
    pattern = stream.pattern
    try:
        return machine(pattern.body, pattern.flags) if pattern else None
    except Undecided:
        return None


def _common(one: Machine | None, other: Machine | None) -> str | None:
    if one is None or other is None:
        return None
    try:
        return common_name(one, other)
    except Undecided:
        return None
