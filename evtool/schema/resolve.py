"""What a reference means: which document of which repository a URI names.

Source: section 3 of the reference tool's behavior. A reference that starts with `/` is
looked up in every repository, in order; the first that has it answers. One with a
scheme (`https://...`) is used as it is.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from evtool.document import Document, parse_document
from evtool.errors import EvtoolError, SchemaError, SchemaNotFound
from evtool.schema.store import Store
from evtool.schema.version import is_version_name

_SCHEME = re.compile(r"[a-zA-Z0-9+.-]+://")

Fetch = Callable[[str], tuple[bytes, Path]]
"""Gets the bytes behind an absolute URL, and the path of the local copy."""


class Sources:
    """Every document that schemas may refer to; each file is read and parsed once.

    `expanded`, `expanding` and `sizes` belong to the quick way of writing references
    out: documents with nothing left to resolve, those being made, and sizes by identity.
    """

    def __init__(self, stores: Sequence[Store], fetch: Fetch | None = None) -> None:
        self.stores = tuple(stores)
        self._fetch = fetch
        self._documents: dict[str, Document] = {}
        self._versions: dict[str, set[str]] | None = None
        self.expanded: dict[str, Any] = {}
        self.expanding: set[str] = set()
        self.sizes: dict[int, int] = {}

    def document(self, uri: str) -> Document:
        """The document that `uri` (without fragment) names.

        Raises:
            SchemaNotFound: No repository has it.
            SchemaError: It is relative, leaves the repository, or its scheme is unknown.
            DocumentError: It is there, and is not one YAML or JSON document.
        """
        known = self._documents.get(uri)
        if known is None:
            known = self._documents[uri] = self._load(uri)
        return known

    def forget(self, uri: str, content: bytes) -> None:
        """Read `uri` anew next time if a plan gives it another content."""
        known = self._documents.get(uri)
        if known is not None and known.text.encode() != content:
            del self._documents[uri]
            self.expanded.clear()
            self.sizes.clear()

    def _load(self, uri: str) -> Document:
        if _SCHEME.match(uri):
            return self._remote(uri)
        path = store_path(uri)
        for store in self.stores:
            content = store.read(path)
            if content is not None:
                return parse_document(content, store.place(path))
        raise SchemaNotFound(uri, hint=self._not_found_hint(path))

    def _remote(self, uri: str) -> Document:
        if self._fetch is None or not uri.startswith(("https://", "http://")):
            raise SchemaError(
                f"a reference to {uri} is not followed",
                hint="refer to a schema of a repository, such as /fragment/common/1.0.0",
            )
        return parse_document(*self._fetch(uri))

    def _not_found_hint(self, path: str) -> str:
        searched = ", ".join(store.label for store in self.stores)
        folder = path.rpartition("/")[0]
        if self._versions is None:  # a look at everything: once, however much is missing
            self._versions = _versions(self.stores)
        names = self._versions.get(folder)
        if names:
            return f"/{folder} has {', '.join(sorted(names))}"
        return f"searched in {searched}; `evtool schema list` shows what there is"


def _versions(stores: Iterable[Store]) -> dict[str, set[str]]:
    """The versions that each folder has; nothing of a store that cannot be listed."""
    found: dict[str, set[str]] = {}
    for store in stores:
        with contextlib.suppress(EvtoolError):
            for path in store.paths():
                folder, _, name = path.rpartition("/")
                if is_version_name(name):
                    found.setdefault(folder, set()).add(name)
    return found


def store_path(uri: str) -> str:
    """The path below a schema root that a root-relative reference names.

    Raises:
        SchemaError: It has no leading slash, or climbs out of the repository.
    """
    if not uri.startswith("/"):
        raise SchemaError(
            f"the reference {uri} has no leading slash", hint=f"write /{uri.lstrip('./')}"
        )
    path = unquote(uri).lstrip("/")
    if ".." in path.split("/") or "\0" in path:
        raise SchemaError(
            f"the reference {uri} leads out of the schema repository",
            hint="refer to schemas of the workspace's repositories only",
        )
    return path
