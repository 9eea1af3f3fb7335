"""Which streams a connector takes, and the topics that carry them.

A connector names streams itself (`streams:` by name, /regex/, or a pattern such as
`page.*`), and a stream may name its connectors: `consumers: {NAME: {enabled: true}}`.
`enabled: false` there takes a stream out that a pattern would take in.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evtool.connectors.batch import Delivery
from evtool.errors import EvtoolError
from evtool.log.topic import is_regex, topic_test
from evtool.streams.configuration import Configuration, Entry
from evtool.streams.pattern import PatternError, is_pattern, parse_pattern, split_pattern

ALL = "*"
_FLAGS = "ims"


@dataclass(frozen=True)
class Selection:
    """What a connector reads.

    `topics` are names and regexes for the log; with `everything` they are all there are.
    `by_topic` says which stream a topic carries where it carries one only; `refused` are
    streams that are taken out.
    """

    streams: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    everything: bool = False
    by_topic: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    mixed: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not self.everything and not self.topics

    @property
    def subscription(self) -> tuple[str, ...]:
        """The topics as `EventLog.consumer` wants them: none means all."""
        return () if self.everything else self.topics

    def reads(self, topic: str) -> bool:
        """Whether a topic is read."""
        return not self.is_empty and self._test(topic)

    def delivery(self, delivery: Delivery) -> bool:
        """Whether a delivery is wanted; the event is looked at only where topics are shared."""
        topic = delivery.record.topic
        if topic not in self.mixed:
            return self.by_topic.get(topic) not in self.refused
        return delivery.stream in self._taken

    @cached_property
    def _test(self) -> Any:
        return topic_test(self.subscription)

    @cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset(self.streams)


def select(name: str, patterns: Sequence[str], streams: Configuration) -> Selection:
    """What a connector reads.

    Args:
        name: Of the connector, as `consumers` of streams have it.
        patterns: Its own `streams`.
        streams: The stream configuration.
    """
    refused = {one.name for one in streams.entries.values() if attached(one, name) is False}
    taken = [
        one
        for one in streams.entries.values()
        if attached(one, name)
        or (one.name not in refused and any(is_meant(pattern, one.name) for pattern in patterns))
    ]
    undeclared = list(_undeclared(patterns, streams))
    by_topic = {
        topic: one.name
        for one in streams.entries.values()
        if one.pattern is None
        for topic in one.topics()
    }
    names = [one.name for one in taken if one.pattern is None]
    names += [one for one in undeclared if not is_regex(one)]
    topics = [_for_log(topic) for one in taken for topic in one.topics()]
    return Selection(
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys([*topics, *undeclared])),
        ALL in patterns,
        by_topic,
        frozenset(refused),
        frozenset() if ALL in patterns and not refused else _mixed(streams, set(names)),
    )


def attached(entry: Entry, connector: str) -> bool | None:
    """What a stream says about a connector: that it takes it, that it does not, or nothing."""
    consumers = entry.settings.get("consumers")
    mine = consumers.get(connector) if isinstance(consumers, Mapping) else None
    if not isinstance(mine, Mapping):
        return None
    return mine.get("enabled") is True


def is_meant(pattern: str, name: str) -> bool:
    """Whether a stream is meant by one of the `streams` of a connector."""
    if is_pattern(pattern):
        try:
            return parse_pattern(pattern).matches(name)
        except PatternError:
            return False
    return fnmatch.fnmatchcase(name, pattern)


def check_patterns(patterns: Iterable[str]) -> None:
    """Look at patterns without any streams.

    Raises:
        EvtoolError: One is no regex.
    """
    for pattern in patterns:
        if not pattern:
            raise EvtoolError("the name of a stream is empty", hint="write `*` for all streams")
        if is_pattern(pattern):
            parse_pattern(pattern)
            topic_test([_for_log(pattern)])


def _undeclared(patterns: Sequence[str], streams: Configuration) -> Iterator[str]:
    """Topics for what no configured stream is: a name stands for the topic of that name.

    Where no streams are configured at all, patterns are about topics.
    """
    for pattern in patterns:
        is_name = not is_pattern(pattern) and not any(sign in pattern for sign in "*?[")
        if is_name and pattern not in streams.entries:
            entry = streams.find(pattern)
            yield from entry.topics(pattern) if entry else [pattern]
        elif not is_name and pattern != ALL and not streams.entries:
            yield _for_log(pattern) if is_pattern(pattern) else _regex(pattern)


def _mixed(streams: Configuration, taken: set[str]) -> frozenset[str]:
    """The topics of these streams that carry others besides."""
    owners: dict[str, set[str]] = {}
    for one in streams.entries.values():
        if one.pattern is None:
            for topic in one.topics():
                owners.setdefault(topic, set()).add(one.name)
    return frozenset(
        topic for topic, names in owners.items() if names & taken and not names <= taken
    )


def _regex(pattern: str) -> str:
    return f"/^(?:{fnmatch.translate(pattern)})/"


def _for_log(topic: str) -> str:
    """A topic, or a regex of streams as the log has it: with its flags inside."""
    if not is_pattern(topic):
        return topic
    body, flags = split_pattern(topic)
    inside = "".join(flag for flag in _FLAGS if flag in flags)
    start = r"\A" if "A" in flags else ""
    return f"/{start}(?{inside}:{body})/" if inside or start else f"/{body}/"


def topics_in(selection: Selection, topics: Iterable[str]) -> list[str]:
    """Those of some topics that are read, in order."""
    return sorted({topic for topic in topics if selection.reads(topic)})


def unmatched(patterns: Sequence[str], streams: Configuration) -> list[str]:
    """The patterns of a connector that no configured stream fits."""
    names = list(streams.entries)
    return [
        one
        for one in patterns
        if one != ALL
        and one not in streams.entries
        and streams.find(one) is None
        and not any(is_meant(one, name) for name in names)
    ]


def is_name(pattern: str) -> bool:
    """Whether it is the name of one stream, and no pattern."""
    return not is_pattern(pattern) and re.search(r"[*?\[]", pattern) is None
