"""The options of `postgres-logical`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evtool.config import Section, setting
from evtool.connectors.secrets import Secretive
from evtool.connectors.sources.capture.options import CaptureOptions

_SLOT = re.compile(r"[a-z0-9_]{1,63}\Z")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PostgresLogicalConfig(Secretive, CaptureOptions):
    """Changes of rows in PostgreSQL."""

    dsn: str = setting(
        help="Where the database is: postgresql://user:${PASSWORD}@host:5432/name, or"
        " `host=... dbname=...`.",
        secret=True,
    )
    slot: str = setting("evtool", help="The replication slot: one for each connector.")
    publication: str = setting("evtool", help="The publication that has the tables.")
    create: bool = setting(
        True,
        help="Make the slot and the publication, and add tables to it; false: say which "
        "statements do.",
    )
    partial_rows: bool = setting(
        False,
        help="Take tables without REPLICA IDENTITY FULL: updates have no prior_state, and "
        "lack large values that they left as they were.",
    )
    peek_rows: int = setting(50_000, help="Decode about so many changes at a time.")
    poll_seconds: float = setting(0.5, help="Look for changes so often when there were none.")

    def check(self, section: Section) -> None:
        """Refuse what means nothing.

        Raises:
            ConfigurationError: See `CaptureOptions`; or a slot with a name that cannot be.
        """
        CaptureOptions.check(self, section)
        if not _SLOT.match(self.slot):
            hint = "use small letters, digits and `_`, at most 63"
            raise section.below("slot").error(f"{self.slot!r} is no name of a slot", hint)
        if self.peek_rows < 1:
            raise section.below("peek_rows").error("must be 1 or more")
        if not 0 < self.poll_seconds <= 1:
            raise section.below("poll_seconds").error("must be above 0, and at most 1")
