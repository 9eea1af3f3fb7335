"""Clients that remember what was acknowledged, and the comparison with what a log has."""

from __future__ import annotations

import http.client
import json
import random
import signal
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from service import Service, event

from evtool.log.record import Record, TopicPartition

CLIENTS = 5


def make_clients() -> list[Client]:
    """Some clients that each send what only they send, the same in each run."""
    return [Client(f"c{at}", random.Random(at)) for at in range(CLIENTS)]


def send_until_killed(service: Service, clients: list[Client], seconds: float) -> None:
    """Let the clients send for a while; then kill the service."""
    threads = [threading.Thread(target=one.run, args=(service,)) for one in clients]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    service.end(signal.SIGKILL)
    for thread in threads:
        thread.join()


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


def compare(records: Iterable[Record], clients: list[Client]) -> None:
    """Every event with a 201 is there, whole, and in order within its partition.

    Only what was sent again may be there twice.
    """
    accepted = {key: stream for one in clients for key, stream in one.accepted.items()}
    retried = set[str]().union(*(one.retried for one in clients))
    refused = set[str]().union(*(one.refused for one in clients))
    counts: Counter[str] = Counter()
    last: dict[tuple[str, TopicPartition], int] = {}
    for record in records:
        if record.topic == "eventgate.error":
            continue
        stored = json.loads(record.value)
        identity = stored["id"]
        counts[identity] += 1
        assert zlib.crc32(stored["text"].encode()) == stored["any"], "it is torn"
        assert accepted.get(identity, record.topic) == record.topic
        client, _, number = identity.partition("-")
        if identity not in retried:
            assert last.get((client, record.place), 0) < int(number), "the order changed"
            last[client, record.place] = int(number)
    missing = accepted.keys() - counts.keys()
    twice = {key for key, count in counts.items() if count > 1} - retried
    print(  # noqa: T201 - the figures of a run, for `pytest -s`
        f"{len(accepted):,} accepted, {sum(counts.values()):,} stored, "
        f"{len(retried):,} retried, {len(missing)} missing, {len(twice)} twice"
    )
    assert not missing
    assert not twice
    assert not refused & counts.keys()
    assert accepted
