"""Nothing that was acknowledged is lost, whenever the intake is killed."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from service import Folder, Service, event

pytestmark = pytest.mark.network

ROUNDS = int(os.environ.get("EVTOOL_KILL_ROUNDS", "4"))
CLIENTS = 5


class Client:
    """Sends events one request after the other, and remembers what it was told about them."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name = name
        self.chance = chance
        self.accepted: dict[str, str] = {}
        self.retried: set[str] = set()
        self.refused: set[str] = set()
        self.pending: list[dict[str, Any]] = []
        self._next = 0

    def run(self, service: Service) -> None:
        """Send until the service is gone; what got no answer is sent again in the next round."""
        connection = service.client(timeout=10)
        try:
            while service.process.poll() is None:
                events = self.pending or self._events()
                self.pending = events
                self._send(connection, events)
                self.pending = []
        except (OSError, http.client.HTTPException):
            self.retried |= {one["id"] for one in self.pending}
        finally:
            connection.close()

    def _events(self) -> list[dict[str, Any]]:
        count = self.chance.choice((1, 1, 1, 2, 7, 40, 120))
        return [self._event() for _ in range(count)]

    def _event(self) -> dict[str, Any]:
        self._next += 1
        identity = f"{self.name}-{self._next}"
        stream = self.chance.choice(("basic", "many.a", "many.b", f"many.{self.name}"))
        text = self.chance.choice("aé\n\0x") * self.chance.randrange(400)
        wrong = {"text": 5} if self.chance.random() < 0.03 else {}
        return event(identity, stream, text=text, any=zlib.crc32(text.encode())) | wrong

    def _send(self, connection: http.client.HTTPConnection, events: list[dict[str, Any]]) -> None:
        body: Any = events if len(events) > 1 else events[0]
        headers = {"content-type": "application/json"}
        connection.request("POST", "/v1/events", json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status in {201, 207, 400}, (answer.status, content)
        failed: set[int] = set()
        if content:
            lists = json.loads(content)
            failed = {one["index"] for one in lists["invalid"] + lists.get("error", [])}
        for at, one in enumerate(events):
            if at in failed:
                self.refused.add(one["id"])
            else:
                self.accepted[one["id"]] = one["meta"]["stream"]


def test_killed_at_any_moment(folder: Folder, start: Callable[..., Service]) -> None:
    """Every event with a 201 is there, once and whole, and in the order in which it was sent.

    Again and again the intake is killed under load and started again; what got no answer
    is sent again, and only that may be there twice.
    """
    chance = random.Random(ROUNDS)
    clients = [Client(f"c{at}", random.Random(at)) for at in range(CLIENTS)]
    for _ in range(ROUNDS):
        service = start(folder)
        threads = [threading.Thread(target=one.run, args=(service,)) for one in clients]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.02, 1.2))
        service.end(signal.SIGKILL)
        for thread in threads:
            thread.join()
    _compare(folder, clients)


def _compare(folder: Folder, clients: list[Client]) -> None:
    accepted = {key: stream for one in clients for key, stream in one.accepted.items()}
    retried = set[str]().union(*(one.retried for one in clients))
    refused = set[str]().union(*(one.refused for one in clients))
    counts: Counter[str] = Counter()
    last: dict[tuple[str, str], int] = {}
    for record in folder.records():
        if record.topic == "eventgate.error":
            continue
        stored = json.loads(record.value)
        identity = stored["id"]
        counts[identity] += 1
        assert zlib.crc32(stored["text"].encode()) == stored["any"], "it is torn"
        assert accepted.get(identity, record.topic) == record.topic
        client, _, number = identity.partition("-")
        if identity not in retried:
            assert last.get((client, record.topic), 0) < int(number), "the order changed"
            last[client, record.topic] = int(number)
    missing = accepted.keys() - counts.keys()
    twice = {key for key, count in counts.items() if count > 1} - retried
    print(  # noqa: T201 - the figures of a run, for `pytest -s`
        f"{ROUNDS} rounds: {len(accepted):,} accepted, {sum(counts.values()):,} stored, "
        f"{len(retried):,} retried, {len(missing)} missing, {len(twice)} twice"
    )
    assert not missing
    assert not twice
    assert not refused & counts.keys()
    assert len(accepted) > ROUNDS
