"""WebHDFS as far as a sink needs it, over a folder: CREATE in two steps, RENAME, and more."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from loopback_server import Asked, Reply

_API = "/webhdfs/v1"


class WebHdfs:
    """Name node and data node in one; `user` is the only one that it lets in."""

    def __init__(self, folder: Path, user: str | None = None) -> None:
        self.folder = folder
        self.user = user
        self.url = ""
        self.full = False

    def __call__(self, asked: Asked) -> Reply:
        """Answer a request."""
        parts = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if self.user is not None and query.get("user.name") not in {self.user, None}:
            return _exception(403, "AccessControlException", "Permission denied")
        path = self._path(parts.path)
        answers = {
            "CREATE": lambda: self._create(asked, path, query),
            "MKDIRS": lambda: _make(path),
            "RENAME": lambda: self._rename(path, self._path(_API + query["destination"])),
            "DELETE": lambda: _json({"boolean": path.unlink() is None}),
            "OPEN": lambda: self._open(asked.path, path, query),
            "GETFILESTATUS": lambda: _json({"FileStatus": _status(path)}),
            "LISTSTATUS": lambda: _json({"FileStatuses": {"FileStatus": _listed(path)}}),
        }
        try:
            return answers[query["op"]]()
        except FileNotFoundError:
            return _exception(404, "FileNotFoundException", f"File {path.name} does not exist.")

    def _create(self, asked: Asked, path: Path, query: dict[str, str]) -> Reply:
        if "step" not in query:
            assert not asked.body
            return Reply(307, headers={"location": f"{self.url}{asked.path}&step=2"})
        if self.full:
            return _exception(403, "NSQuotaExceededException", "The quota is exceeded")
        path.write_bytes(asked.body)
        return Reply(201)

    def _open(self, target: str, path: Path, query: dict[str, str]) -> Reply:
        if "step" in query:
            return Reply(body=path.read_bytes())
        return Reply(307, headers={"location": f"{self.url}{target}&step=2"})

    def _rename(self, path: Path, destination: Path) -> Reply:
        if destination.exists() or not destination.parent.exists():
            return _json({"boolean": False})
        shutil.move(path, destination)
        return _json({"boolean": True})

    def _path(self, path: str) -> Path:
        return self.folder / unquote(path.removeprefix(_API)).strip("/")


def _make(path: Path) -> Reply:
    path.mkdir(parents=True, exist_ok=True)
    return _json({"boolean": True})


def _listed(path: Path) -> list[dict[str, Any]]:
    return [_status(entry) for entry in sorted(path.iterdir())]


def _status(path: Path) -> dict[str, Any]:
    path.stat()
    return {"pathSuffix": path.name, "type": "DIRECTORY" if path.is_dir() else "FILE"}


def _json(value: Any) -> Reply:
    return Reply(body=json.dumps(value).encode())


def _exception(status: int, kind: str, message: str) -> Reply:
    body = {"RemoteException": {"exception": kind, "message": message}}
    return Reply(status, json.dumps(body).encode())
