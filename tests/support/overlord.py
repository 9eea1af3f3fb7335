"""Druid's overlord as far as a sink asks it: supervisors, tasks, and their states."""

from __future__ import annotations

import json
from typing import Any

from loopback_server import Asked, Reply


class Overlord:
    """Takes what it is posted; `states` are those of the next tasks, else SUCCESS."""

    def __init__(self) -> None:
        self.supervisors: dict[str, Any] = {}
        self.posts = 0
        self.tasks: dict[str, Any] = {}
        self.results: dict[str, str] = {}
        self.states: list[str] = []
        self.detailed_state = "RUNNING"
        self.refuses = False

    def __call__(self, asked: Asked) -> Reply:
        """Answer a request."""
        if self.refuses:
            return Reply(401, b"Unauthorized")
        assert asked.path.startswith("/druid/indexer/v1/")
        path = asked.path.removeprefix("/druid/indexer/v1/").split("/")
        if asked.method == "POST":
            return self._take(path[0], json.loads(asked.body))
        if path == ["supervisor"]:
            return Reply(body=json.dumps(list(self.supervisors)).encode())
        if path[0] == "task":
            state = {"statusCode": self.results[path[1]], "errorMsg": "out of memory"}
            return Reply(body=json.dumps({"status": state}).encode())
        if path[1] not in self.supervisors:
            return Reply(404, b"no such supervisor")
        payload = {"detailedState": self.detailed_state, "recentErrors": [{"message": "why"}]}
        return Reply(body=json.dumps({"payload": payload}).encode())

    def _take(self, kind: str, spec: dict[str, Any]) -> Reply:
        self.posts += 1
        if kind == "supervisor":
            name = spec["spec"]["dataSchema"]["dataSource"]
            self.supervisors[name] = spec["spec"]
            return Reply(body=json.dumps({"id": name}).encode())
        task = spec["id"]
        if task in self.tasks:
            return Reply(400, f"Task [{task}] already exists!".encode())
        self.tasks[task] = spec["spec"]
        self.results[task] = self.states.pop(0) if self.states else "SUCCESS"
        return Reply(body=json.dumps({"task": task}).encode())
