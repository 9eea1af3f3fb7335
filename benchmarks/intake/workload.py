"""What is sent: real events, one by one and in arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ARRAYS = 40
"""So many different arrays of one size are sent in turn."""


@dataclass(frozen=True)
class Workload:
    """Events as JSON texts, and the schema title of each of their streams."""

    events: Sequence[bytes]
    titles: Mapping[str, str]

    def bodies(self, size: int) -> list[bytes]:
        """The bodies of requests with so many events each."""
        if size == 1:
            return list(self.events)
        count = len(self.events)
        return [
            b"[%s]" % b",".join(self.events[(number * size + k) % count] for k in range(size))
            for number in range(ARRAYS)
        ]


def title_of(event: Mapping[str, Any]) -> str:
    """The title of an event's schema: its URI without the version."""
    return str(event["$schema"]).strip("/").rpartition("/")[0]


def read_workload(path: Path) -> Workload:
    """Read events, one a line, and give each stream a name that can be declared for one title."""
    events = [orjson.loads(line) for line in path.read_bytes().splitlines() if line]
    users: dict[str, set[str]] = defaultdict(set)
    for event in events:
        users[event["meta"]["stream"]].add(title_of(event))
    titles = {}
    for event in events:
        stream, title = event["meta"]["stream"], title_of(event)
        event["meta"]["stream"] = declarable(stream, title, users[stream])
        titles[event["meta"]["stream"]] = title
    return Workload([orjson.dumps(event) for event in events], titles)


def declarable(stream: str, title: str, titles: Collection[str]) -> str:
    """The name itself, unless a configuration could not have it.

    Examples of several schemas may name one stream: it is split into one for each title. And
    a name with slashes would be read as a regex, or be no topic.
    """
    name = stream.strip("/").replace("/", ".")
    return name if len(titles) == 1 else f"{name}.{title.replace('/', '.')}"
