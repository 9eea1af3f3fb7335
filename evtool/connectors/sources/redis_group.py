"""The consumer group of a Redis stream: it is made, and tells what it has not read."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import redis
from redis.exceptions import ResponseError

from evtool.errors import ConfigurationError

LOG = logging.getLogger("evtool.connectors")


@dataclass(frozen=True, slots=True)
class RedisGroup:
    """A group by its name, and the key of the stream that it reads."""

    client: redis.Redis
    key: str
    name: str

    def make(self, start: str) -> None:
        """Make it, with the stream, where it is not.

        Raises:
            ConfigurationError: The key holds something else.
        """
        try:
            self.client.xgroup_create(self.key, self.name, start, mkstream=True)
        except ResponseError as error:
            if str(error).startswith("WRONGTYPE"):
                raise ConfigurationError(
                    f"Redis: {self.key} is no stream",
                    hint="correct `keys`: TYPE KEY says what it is",
                ) from error
            if not str(error).startswith("BUSYGROUP"):
                raise

    def lag(self) -> int | None:
        """How many entries it has not read yet; None where the server cannot tell."""
        lag = self._about().get("lag")
        return None if lag is None else int(lag)

    def tell_trimmed(self) -> None:
        """Tell of entries that were dropped before it read them (Redis from 7.0 on)."""
        about: Any = self.client.xinfo_stream(self.key)
        added, read = about.get("entries-added"), self._about().get("entries-read")
        if added is None or read is None:
            return
        lost = int(added) - int(about["length"]) - int(read)
        if lost > 0:
            fields = {"event": "connector.lost", "key": self.key, "count": lost}
            message = f"{lost:,} entries of {self.key} were dropped before they were read"
            LOG.warning(message, extra={"fields": fields})

    def _about(self) -> dict[str, Any]:
        groups: Any = self.client.xinfo_groups(self.key)
        for one in groups:
            if one.get("name") in {self.name, self.name.encode()}:
                return dict(one)
        return {}
