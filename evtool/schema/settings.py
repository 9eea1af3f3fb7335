"""How schemas are materialized: the `materialize` section of the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evtool.config import Section, setting

ContentType = Literal["yaml", "json"]

SAFE_INTEGER = 9007199254740991
"""2^53 - 1: the largest integer that JavaScript keeps exactly."""


@dataclass(frozen=True, slots=True)
class MaterializeSettings:
    """What is written for each version of a schema."""

    content_types: tuple[ContentType, ...] = setting(
        ("yaml",), help="Formats to write; links without extension lead to the first."
    )
    current_name: str = setting(
        "current", help="Name of the hand-edited source in each schema folder."
    )
    example: bool = setting(True, help="Generate an example for schemas that have none.")
    numeric_bounds: tuple[float, float] | Literal[False] = setting(
        (-SAFE_INTEGER, SAFE_INTEGER),
        help="Minimum and maximum given to numbers without one; false: none.",
    )
    links: bool | tuple[Literal["version", "latest"], ...] = setting(
        True, help="Symbolic links to write: true, false, or a list of version and latest."
    )
    dereference: bool = setting(True, help="Write references out and merge allOf.")
    version_field: str = setting("$id", help="Field that ends with the version.")
    title_field: str = setting("title", help="Field that holds the title.")

    @property
    def current_file(self) -> str:
        """The file name of the source, such as `current.yaml`."""
        name = self.current_name
        return name if "." in name else f"{name}.{self.content_types[0]}"

    @property
    def version_links(self) -> bool:
        """Whether `1.0.0` links to `1.0.0.yaml`."""
        return self.links is True or (self.links is not False and "version" in self.links)

    @property
    def latest_links(self) -> bool:
        """Whether `latest` and `latest.yaml` link to the newest version."""
        return self.links is True or (self.links is not False and "latest" in self.links)

    def check(self, section: Section) -> None:
        """Refuse what makes no sense together.

        Raises:
            ConfigurationError: No file name, no content type, or bounds that no number meets.
        """
        if "/" in self.current_name or not self.current_name.strip("."):
            text = f"current_name: {self.current_name!r} is no file name"
            raise section.error(text, "write a name without folders, such as `current`")
        if not self.content_types:
            raise section.error("content_types is empty", "write [yaml]")
        if self.numeric_bounds and self.numeric_bounds[0] > self.numeric_bounds[1]:
            raise section.error("numeric_bounds: the minimum is above the maximum")
