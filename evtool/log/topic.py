"""Names of topics: which there can be, and what a list of them and of regexes means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from evtool.log.event_log import EntryRefused, LogError

_NAME = re.compile(r"[a-zA-Z0-9._-]{1,249}")


def check_topic(name: str) -> None:
    """Refuse what Kafka could not hold either: so every log can move into every other.

    Raises:
        EntryRefused: It is no name of a topic.
    """
    if _NAME.fullmatch(name) is None or name in {".", ".."}:
        raise EntryRefused(
            f"{name[:80]!r} is no name of a topic",
            hint="use up to 249 of the letters a-z and A-Z, digits, and `.`, `_`, `-`",
        )


def topic_test(topics: Sequence[str]) -> Callable[[str], bool]:
    """Whether a name is meant by a list of names, and of regexes between slashes.

    An empty list means all. A regex is looked for anywhere in the name.

    Raises:
        LogError: A regex cannot be read.
    """
    if not topics:
        return lambda _name: True
    names = {topic for topic in topics if not is_regex(topic)}
    regexes = [_compiled(topic) for topic in topics if is_regex(topic)]
    return lambda name: name in names or any(regex.search(name) for regex in regexes)


def is_regex(topic: str) -> bool:
    """Whether a text is a regex between slashes, and no name."""
    return len(topic) > 1 and topic.startswith("/") and topic.endswith("/")


def _compiled(topic: str) -> re.Pattern[str]:
    try:
        return re.compile(topic[1:-1])
    except re.error as error:
        raise LogError(
            f"{topic} is no regex: {error}", hint="write a Python regex between the slashes"
        ) from error
