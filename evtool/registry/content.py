"""The bytes behind an address: a file as it is on disk, or its YAML as JSON."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from evtool.document import parse_document
from evtool.registry.address import EXTENSIONS, LATEST, Address
from evtool.schema.canonical import dump_json
from evtool.schema.catalog import list_entries
from evtool.schema.repository import Repository
from evtool.schema.store import Store

MEDIA_TYPES = {"yaml": "application/yaml", "json": "application/json"}
"""By extension; YAML's is registered by RFC 9512."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a store holds at `path`, and the form in which it was asked for."""

    path: str
    raw: bytes
    stored_as: str
    wanted_as: str
    store: Store

    @property
    def media_type(self) -> str:
        """The type of the answer."""
        return MEDIA_TYPES[self.wanted_as]

    @property
    def tag(self) -> str:
        """The entity tag (RFC 9110): equal for equal bytes, known before they are converted."""
        made_of = f"{self.stored_as}:{self.wanted_as}:".encode() + self.raw
        return f'"{hashlib.sha256(made_of).hexdigest()[:32]}"'

    def body(self) -> bytes:
        """The bytes of the answer.

        Raises:
            DocumentError: YAML that was asked for as JSON is not one document.
        """
        if self.stored_as == self.wanted_as:
            return self.raw
        return dump_json(parse_document(self.raw, self.store.place(self.path)).value).encode()


def find_content(address: Address, repository: Repository) -> Content | None:
    """What an address with a name leads to; None if there is no such file.

    Links are followed. Where a repository has none, `latest` is its newest version.

    Raises:
        SchemaError: A link leads out of the repository.
        ReadError: The file is there and cannot be read.
    """
    store = repository.store
    found = _read(address, repository, store)
    if found is None and address.name == LATEST:
        newest = _newest(address.folder, repository)
        if newest is not None:
            found = _read(Address(address.folder, newest, address.extension), repository, store)
    return found


def _read(address: Address, repository: Repository, store: Store) -> Content | None:
    main = repository.settings.content_types[0]
    for path in _candidates(address, main):
        raw = store.read(path)
        if raw is not None:
            stored_as = _format(path, store, main)
            return Content(path, raw, stored_as, address.extension or stored_as, store)
    return None


def _candidates(address: Address, main: str) -> list[str]:
    """The files that may stand behind an address, the best first."""
    if not address.extension:
        return [
            address.path,
            *(f"{address.path}.{kind}" for kind in dict.fromkeys([main, *EXTENSIONS])),
        ]
    others = [f"{address.path}.yaml"] if address.extension == "json" else []
    return [address.file, *others]


def _format(path: str, store: Store, main: str) -> str:
    """The format of a file by its name, or by the name that a link leads to."""
    for name in (path, store.link(path) or ""):
        extension = name.rpartition(".")[2]
        if extension in EXTENSIONS:
            return extension
    return main


def _newest(folder: str, repository: Repository) -> str | None:
    paths = repository.store.paths()
    inside = (path for path in paths if path.rpartition("/")[0] == folder)
    latest = next((one.latest for one in list_entries(repository, inside)), None)
    return str(latest) if latest else None
