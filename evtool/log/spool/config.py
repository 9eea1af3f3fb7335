"""The `spool` of the `log` section of `evtool.yaml`: what waits for the brokers, and how much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evtool.config import Section, setting
from evtool.log.amount import milliseconds, size


@dataclass(frozen=True, slots=True)
class SpoolConfig:
    """Where accepted events wait until the brokers have them, and when it is too many."""

    path: str = setting(".evtool/spool.db", help="The SQLite file in which events wait.")
    bytes: str = setting(
        "1GB", help="Refuse events (503, Retry-After) while the file holds this much."
    )
    age: str | None = setting(
        None, help="Refuse events while the oldest one has waited this long, such as 12h."
    )
    retry_after: int = setting(30, help="Seconds after which a refused client may try again.")

    @property
    def most_bytes(self) -> int:
        """The bound of the size."""
        return size(self.bytes)

    @property
    def most_milliseconds(self) -> int | None:
        """The bound of the age, if there is one."""
        return None if self.age is None else milliseconds(self.age)

    def check(self, section: Section) -> None:
        """Refuse an empty path, and what is no amount.

        Raises:
            ConfigurationError: There is one.
        """
        if not self.path:
            raise section.below("path").error("is empty", "name a file")
        if self.retry_after < 1:
            raise section.below("retry_after").error("must be at least 1", "write seconds")
        readers: dict[str, Callable[[str], int]] = {"bytes": size, "age": milliseconds}
        for key, read in readers.items():
            text = getattr(self, key)
            try:
                if text is not None:
                    read(text)
            except ValueError as error:
                raise section.below(key).error(f"{text!r} is no amount", str(error)) from error
