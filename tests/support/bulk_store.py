"""What OpenSearch does with `_bulk`, in memory: documents, versions, and refusals."""

from __future__ import annotations

import json
from typing import Any

from loopback_server import Asked, Reply


class BulkStore:
    """Documents by index and id. `refuse` tells of a document why it is refused, and how."""

    def __init__(self, authorization: str | None = None) -> None:
        self.documents: dict[tuple[str, str], Any] = {}
        self.versions: dict[tuple[str, str], int] = {}
        self.requests = 0
        self.refuse: dict[int, tuple[int, str]] = {}
        self.answer: Reply | None = None
        self._authorization = authorization

    def __call__(self, asked: Asked) -> Reply:
        """Answer a request."""
        if self._authorization not in {None, asked.headers.get("authorization")}:
            return Reply(401, b"Unauthorized")
        if self.answer is not None and asked.method == "POST":
            return self.answer
        if asked.method == "GET":
            return Reply(body=b'{"version": {"number": "3.2.0"}}')
        assert asked.path == "/_bulk"
        assert asked.headers["content-type"] == "application/x-ndjson"
        self.requests += 1
        lines = [json.loads(line) for line in asked.body.splitlines()]
        items = [
            {operation: self._write(operation, said, document)}
            for action, document in zip(lines[::2], lines[1::2], strict=True)
            for operation, said in action.items()
        ]
        return Reply(body=json.dumps({"errors": True, "items": items}).encode())

    def _write(self, operation: str, said: dict[str, Any], document: Any) -> dict[str, Any]:
        place = (said["_index"], said["_id"])
        status, kind = self.refuse.get(document["number"], (0, ""))
        if status:
            cause = {"type": "x", "reason": "the cause"}
            return {"status": status, "error": {"type": kind, "reason": "no", "caused_by": cause}}
        conflict = operation == "create" and place in self.documents
        version = said.get("version", self.versions.get(place, 0) + 1)
        if "version" in said:
            assert said["version_type"] == "external_gte"
            conflict = version < self.versions.get(place, -1)
        if conflict:
            return {"status": 409, "error": {"type": "version_conflict_engine_exception"}}
        self.documents[place], self.versions[place] = document, version
        return {"status": 201}
