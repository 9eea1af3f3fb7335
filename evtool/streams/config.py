"""The `streams` section of `evtool.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evtool.config import Section, setting

MergeLists = Literal["replace", "by-index"]
"""How an entry is merged over the defaults; see `evtool.streams.merge`."""


@dataclass(frozen=True, slots=True)
class StreamsConfig:
    """Which files configure the streams, and how they are read."""

    files: tuple[str, ...] = setting(
        (), help="Stream files, in order; later defaults are merged over earlier ones."
    )
    settings_schema: str | None = setting(
        None, help="JSON Schema of the settings; without one, that of evtool counts."
    )
    merge_lists: MergeLists = setting(
        "replace",
        help="What a list of an entry does to that of the defaults. by-index is MediaWiki's "
        "way: item by item, and null is a value; otherwise null deletes a default.",
    )
    environment: str | tuple[str, ...] | None = setting(
        None, help="Overrides to apply; of several the later count more."
    )

    @property
    def environments(self) -> tuple[str, ...]:
        """The overrides to apply, in order."""
        if isinstance(self.environment, str):
            return (self.environment,)
        return self.environment or ()

    def check(self, section: Section) -> None:
        """Refuse a path that is empty.

        Raises:
            ConfigurationError: One of `files` is.
        """
        for at, name in enumerate(self.files):
            if not name:
                raise section.below("files").below(at).error("is empty", "name a YAML file")
