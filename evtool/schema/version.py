"""The name of a schema: its title, its semantic version, and both together as the `$id`.

These functions are called once for every file name and every `$id` of a repository, so what
they read is remembered. `semver` is imported here only, and only when a version is first read:
its import costs about as much as the rest of a short command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from evtool.errors import EvtoolError

if TYPE_CHECKING:
    import semver

LONGEST_VERSION = 256  # beyond it the reference tool reads no version
LARGEST_PART = 2**53 - 1  # nor with a larger number in it: JavaScript cannot count further

_DIGITS = re.compile(
    r"(?:^|[^0-9])([0-9]{1,16})(?:\.([0-9]{1,16}))?(?:\.([0-9]{1,16}))?(?:\Z|[^0-9])"
)
_SEGMENT = re.compile(r"(?!\.+\Z)[^\s/@#?\\]+")
_CONTENT_TYPE = re.compile(r"\.(?:ya?ml|json)\Z")

_VERSION_HINT = "write MAJOR.MINOR.PATCH without leading zeros, such as 1.2.0"
_ID_HINT = "write /<title>/<version>, such as /shop/order/1.2.0"
_REFERENCE_HINT = "write a title, title@1.2.0, title@latest or title@current"


class SchemaNameError(EvtoolError):
    """A text is not the version, the `$id` or the reference that it should be."""

    def __init__(self, text: str, expected: str, *, hint: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is not {expected}", hint=hint)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A release version MAJOR.MINOR.PATCH, ordered by precedence (Semantic Versioning 2.0.0)."""

    major: int
    minor: int
    patch: int

    @classmethod
    def match(cls, text: str) -> Version | None:
        """The version that the whole text spells, or None; nothing is tolerated."""
        return _match_version(text)

    @classmethod
    def parse(cls, text: str) -> Version:
        """The version that the whole text spells.

        Raises:
            SchemaNameError: The text is not exactly MAJOR.MINOR.PATCH.
        """
        version = _match_version(text)
        if version is None:
            raise SchemaNameError(text, "a version", hint=_VERSION_HINT)
        return version

    @classmethod
    def coerce(cls, text: str) -> Version | None:
        """The version that the reference tool reads out of an `$id`, or None.

        It is the first run of one to three dotted numbers in the last segment, missing numbers
        being 0: `/a/1.2` is 1.2.0, `/a/v1.2.3-beta` is 1.2.3, `/a/01.02.03` is nothing.
        """
        return _coerce_version(text)

    def next_major(self) -> Version:
        """The version after a change that breaks."""
        return Version(self.major + 1, 0, 0)

    def next_minor(self) -> Version:
        """The version after an addition."""
        return Version(self.major, self.minor + 1, 0)

    def next_patch(self) -> Version:
        """The version after a change of documentation only."""
        return Version(self.major, self.minor, self.patch + 1)

    def __str__(self) -> str:
        """MAJOR.MINOR.PATCH, as in file names."""
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(frozen=True, slots=True, order=True)
class SchemaId:
    """One version of one schema; its text is the `$id`: `/<title>/<version>`."""

    title: str
    version: Version

    @classmethod
    def match(cls, text: str) -> SchemaId | None:
        """The name that the text is exactly, or None."""
        return _match_id(text)

    @classmethod
    def parse(cls, text: str) -> SchemaId:
        """The name that the text is exactly.

        Raises:
            SchemaNameError: The text is not exactly `/<title>/<version>`.
        """
        found = _match_id(text)
        if found is None:
            raise SchemaNameError(text, "the $id of a schema", hint=_ID_HINT)
        return found

    @classmethod
    def coerce(cls, text: str) -> SchemaId | None:
        """The name that the text means in real files, or None.

        A missing first slash, an extension and a `#...` at the end are forgiven, and the last
        segment is read as `Version.coerce` does: `a/b/1.0.0.yaml#` is `/a/b/1.0.0`.
        """
        return _coerce_id(text)

    def __str__(self) -> str:
        """The `$id`."""
        return f"/{self.title}/{self.version}"


class Label(StrEnum):
    """A version that is named by what it is, not by its number."""

    LATEST = "latest"
    CURRENT = "current"


_LABELS = {label.value: label for label in Label}


@dataclass(frozen=True, slots=True)
class SchemaReference:
    """What a user names on the command line: a title, and perhaps which version of it.

    `version` is None where only the title was given: each command knows what it means then.
    """

    title: str
    version: Version | Label | None = None

    @classmethod
    def parse(cls, text: str) -> SchemaReference:
        """Read `title`, `title@1.2.0`, `title@latest`, `/title/1.2.0` or `title/1.2.0`.

        Raises:
            SchemaNameError: It holds no title, or what stands after `@` is no version.
        """
        return _parse_reference(text)

    def __str__(self) -> str:
        """The form with `@`, which cannot be mistaken for a path."""
        return self.title if self.version is None else f"{self.title}@{self.version}"


def schema_id(text: str) -> SchemaId:
    """Shorthand for `SchemaId.parse`, as in `schema_id("/a/b/1.0.0")`."""
    return SchemaId.parse(text)


def is_title(text: str) -> bool:
    """Whether a text can be a title: segments joined by single slashes, none of them dots only."""
    return all(map(_SEGMENT.fullmatch, text.split("/")))


@lru_cache(maxsize=8192)
def is_version_name(stem: str) -> bool:
    """Whether a file of this name (without extension) is a version to the reference tool.

    Any semantic version is, with a prerelease or build part and a leading `v` too: `1.0.0`,
    `v1.0.0`, `1.0.0-beta`, `1.0.0+x`, but not `1.0` or `latest`.
    """
    return _read(stem.removeprefix("v"), longest=LONGEST_VERSION - stem.startswith("v")) is not None


@lru_cache(maxsize=8192)
def _match_version(text: str) -> Version | None:
    found = _read(text)
    if found is None or found.prerelease is not None or found.build is not None:
        return None
    return Version(found.major, found.minor, found.patch)


@lru_cache(maxsize=8192)
def _coerce_version(text: str) -> Version | None:
    digits = _DIGITS.search(text.rstrip("/").rpartition("/")[2])
    if digits is None:
        return None
    return _match_version(".".join(part or "0" for part in digits.groups()))


@lru_cache(maxsize=8192)
def _match_id(text: str) -> SchemaId | None:
    before, _, name = text.partition("/")
    title, _, last = name.rpartition("/")
    version = _match_version(last)
    return SchemaId(title, version) if version and not before and is_title(title) else None


@lru_cache(maxsize=8192)
def _coerce_id(text: str) -> SchemaId | None:
    path = _CONTENT_TYPE.sub("", text.partition("#")[0])
    title, _, last = path.strip("/").rpartition("/")
    version = _coerce_version(last)
    return SchemaId(title, version) if version and is_title(title) else None


@lru_cache(maxsize=1024)
def _parse_reference(text: str) -> SchemaReference:
    name, at, wanted = text.partition("@")
    reference = _split_version(name.strip("/"))
    if not is_title(reference.title) or (at and reference.version is not None):
        raise SchemaNameError(text, "the name of a schema", hint=_REFERENCE_HINT)
    if at:
        return SchemaReference(reference.title, _LABELS.get(wanted) or Version.parse(wanted))
    return reference


def _split_version(name: str) -> SchemaReference:
    title, slash, last = name.rpartition("/")
    version = _LABELS.get(last) or _match_version(last)
    return SchemaReference(title, version) if slash and version else SchemaReference(name)


def _read(text: str, *, longest: int = LONGEST_VERSION) -> semver.Version | None:
    """Read a semantic version; printable ASCII is checked first, as JavaScript's digits are."""
    if len(text) > longest or not (text.isascii() and text.isprintable()):
        return None
    try:
        found = _reader().parse(text)
    except ValueError:
        return None
    return found if max(found.major, found.minor, found.patch) <= LARGEST_PART else None


@cache
def _reader() -> type[semver.Version]:
    from semver import Version as Reader

    return Reader
