"""What the path of a URL asks for: a repository, a folder of it, perhaps one version."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from evtool.schema.repository import Repository
from evtool.schema.version import is_version_name

LATEST = "latest"
EXTENSIONS = ("yaml", "json")

_LONGEST_PATH = 1024
_LONGEST_SEGMENT = 255  # what Linux file systems take as one name


@dataclass(frozen=True, slots=True)
class Address:
    """A folder of a repository; with `name`, one file of a schema in it.

    `name` is a version, `latest` or the name of the source; `extension` is what the
    URL ends with: `yaml`, `json`, or nothing.
    """

    folder: str
    name: str = ""
    extension: str = ""

    @property
    def path(self) -> str:
        """The path below the schema root, without extension."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def file(self) -> str:
        """The same with the extension, as it was asked for."""
        return f"{self.path}.{self.extension}" if self.extension else self.path


def parse_address(path: str, repository: Repository) -> Address | None:
    """What a path below a repository asks for; None for one that no schema can have.

    Refused are `.` and `..`, hidden names, backslashes, control characters, and paths
    longer than file systems take.
    """
    segments = path.strip("/").split("/") if path.strip("/") else []
    if len(path) > _LONGEST_PATH or not all(map(_is_plain, segments)):
        return None
    if path.endswith("/") or not segments:
        return Address("/".join(segments))
    *folders, last = segments
    name, extension = _split(last)
    if _names_file(name, repository):
        return Address("/".join(folders), name, extension)
    return Address("/".join(segments))


def can_be_served(title: str) -> bool:
    """Whether a URL can name a folder: not hidden, and text as people write it."""
    return all(map(_is_plain, title.split("/")))


def url_of(repository: str, *parts: str) -> str:
    """The path of a URL below the root of the service."""
    return quote("/".join(["", repository, *(part for part in parts if part)]))


def _is_plain(segment: str) -> bool:
    return (
        0 < len(segment) <= _LONGEST_SEGMENT
        and not segment.startswith(".")
        and "\\" not in segment
        and segment.isprintable()
    )


def _split(name: str) -> tuple[str, str]:
    stem, dot, extension = name.rpartition(".")
    return (stem, extension) if dot and extension in EXTENSIONS else (name, "")


def _names_file(name: str, repository: Repository) -> bool:
    return name in (LATEST, source_name(repository)) or is_version_name(name)


def source_name(repository: Repository) -> str:
    """The name of the hand-edited source without its extension: `current`."""
    return _split(repository.settings.current_file)[0]
