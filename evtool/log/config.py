"""The `log` section of `evtool.yaml`: which log it is, and how long it keeps what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from evtool.config import Section, setting
from evtool.errors import EvtoolError
from evtool.log.amount import milliseconds, size
from evtool.log.partition import MOST_PARTITIONS
from evtool.log.retention import Limit, Retention
from evtool.log.spool.config import SpoolConfig
from evtool.log.topic import topic_test

DEFAULT_ADDRESS = "sqlite:.evtool/log.db"

_AGE = "Remove records that were appended longer ago, such as 30d or 12h."
_BYTES = "Remove the oldest records of a topic beyond this size, such as 10GB."


def _check_amounts(made: Any, section: Section) -> None:
    readers: dict[str, Callable[[str], int]] = {"age": milliseconds, "bytes": size}
    for key, read in readers.items():
        text = getattr(made, key)
        try:
            if text is not None:
                read(text)
        except ValueError as error:
            raise section.below(key).error(f"{text!r} is no amount", str(error)) from error


@dataclass(frozen=True, slots=True)
class LimitConfig:
    """How long the topics of one pattern are kept; without a key there is no limit."""

    age: str | None = setting(None, help=_AGE)
    bytes: str | None = setting(None, help=_BYTES)

    def check(self, section: Section) -> None:
        """Refuse what is no amount.

        Raises:
            ConfigurationError: One of the two is none.
        """
        _check_amounts(self, section)


@dataclass(frozen=True, slots=True)
class RetentionConfig:
    """How long records are kept: for ever, if nothing is said."""

    age: str | None = setting(None, help=_AGE)
    bytes: str | None = setting(None, help=_BYTES)
    topics: dict[str, LimitConfig] = setting(
        dict, help="Other limits for some topics: name or /regex/ -> age, bytes; the first counts."
    )

    def check(self, section: Section) -> None:
        """Refuse what is no amount, and no regex.

        Raises:
            ConfigurationError: There is one.
        """
        _check_amounts(self, section)
        for topic in self.topics:
            try:
                topic_test([topic])
            except EvtoolError as error:
                raise (
                    section.below("topics").below(topic).error(error.message, error.hint)
                ) from error

    def retention(self) -> Retention:
        """The limits, ready for use."""
        return Retention(
            default=_limit(self),
            topics=tuple((topic, _limit(limit)) for topic, limit in self.topics.items()),
        )


def _limit(config: RetentionConfig | LimitConfig) -> Limit:
    return Limit(
        age=None if config.age is None else milliseconds(config.age),
        size=None if config.bytes is None else size(config.bytes),
    )


@dataclass(frozen=True, slots=True)
class LogConfig:
    """Which log it is; a text in place of the map is its address."""

    shorthand: ClassVar[str] = "address"

    address: str = setting(
        DEFAULT_ADDRESS,
        help="sqlite:PATH, kafka:BROKER:PORT,..., file:PATH, stdout: or memory:.",
    )
    partitions: int = setting(1, help="Partitions of a topic that evtool makes.")
    retention: RetentionConfig = setting(
        RetentionConfig(), help="How long a SQLite log keeps records."
    )
    options: dict[str, str | int | bool] = setting(
        dict,
        help="Properties of librdkafka for a Kafka log, such as security.protocol; and "
        "create_topics, replication.",
    )
    spool: SpoolConfig | None = setting(
        SpoolConfig,
        help="Where events wait while the brokers of a Kafka log are away; null: nowhere.",
    )

    def check(self, section: Section) -> None:
        """Refuse an unknown kind of address, and numbers that cannot be.

        Raises:
            ConfigurationError: There is one.
        """
        from evtool.log.address import check_address

        try:
            check_address(self.address)
        except EvtoolError as error:
            place = section if isinstance(section.raw, str) else section.below("address")
            raise place.error(error.message, error.hint) from error
        if not 1 <= self.partitions <= MOST_PARTITIONS:
            raise section.below("partitions").error(
                f"{self.partitions} cannot be", f"write a number from 1 to {MOST_PARTITIONS}"
            )
