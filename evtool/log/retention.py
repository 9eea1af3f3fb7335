"""How long records are kept: limits of age and of size, by topic."""

from __future__ import annotations

from dataclasses import dataclass

from evtool.log.topic import topic_test


@dataclass(frozen=True, slots=True)
class Limit:
    """What is kept of one topic: None is no limit.

    `age` counts in milliseconds since a record was appended, `size` is in bytes.
    """

    age: int | None = None
    size: int | None = None

    def __bool__(self) -> bool:
        """Whether there is any limit."""
        return self.age is not None or self.size is not None


@dataclass(frozen=True, slots=True)
class Retention:
    """The limits of all topics: of the names and regexes that fit, the first one counts."""

    default: Limit = Limit()
    topics: tuple[tuple[str, Limit], ...] = ()

    def limit(self, topic: str) -> Limit:
        """The limit of one topic."""
        for pattern, limit in self.topics:
            if topic_test([pattern])(topic):
                return limit
        return self.default

    def __bool__(self) -> bool:
        """Whether anything is ever removed."""
        return bool(self.default) or any(limit for _, limit in self.topics)
