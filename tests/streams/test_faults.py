"""Every value of a stream file replaced by every kind of JSON value: problems, no crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from evtool.document import Document
from evtool.streamconfig.lookup import many_streams, one_stream
from evtool.streamconfig.mediawiki.action import Action
from evtool.streamconfig.snapshot import Snapshot
from evtool.streams.build import build
from evtool.streams.config import MergeLists
from evtool.streams.configuration import Options
from evtool.streams.difference import difference
from evtool.streams.file import read_stream_file
from evtool.streams.origin import effective

KINDS: list[Any] = [None, True, 0, -1.5, "", "/(/", "text", [], ["x", 5], {}, {"0": None}]

BASE: dict[str, Any] = {
    "defaults": {
        "topic_prefixes": ["a."],
        "consumers": {"lake": {"enabled": True}},
        "producers": {"eventgate": {"enrich_fields_from_http_headers": {"x": False}}},
    },
    "streams": {
        "one": {"schema_title": "x/one", "sample": {"unit": "session", "rate": 0.1}},
        "/^r/": {"topics": ["t"], "active": {"from": "2026-01-01"}},
        "0": {"stream": "indexed", "message_key_fields": {"a": "b"}},
    },
    "overrides": {
        "wgEventStreamsDefaultSettings": {"+private": {"topic_prefixes": ["b."]}},
        "wgEventStreams": {"+private": {"one": {"sample": {"rate": 0}}}, "beta": {"two": {}}},
    },
    "eventlogging_stream_names": ["one"],
}

OPTIONS = [
    Options(how, environments)
    for how in get_args(MergeLists)
    for environments in ((), ("private",), ("beta",))
]


def ways(value: Any, tokens: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to every value inside a value."""
    yield tokens
    items = value.items() if isinstance(value, dict) else []
    for key, item in enumerate(value) if isinstance(value, list) else items:
        yield from ways(item, (*tokens, key))


def replaced(tokens: tuple[Any, ...], kind: Any) -> Any:
    """The base with another value in one place."""
    if not tokens:
        return kind
    made = copy.deepcopy(BASE)
    node: Any = made
    for token in tokens[:-1]:
        node = node[token]
    node[tokens[-1]] = kind
    return made


@pytest.mark.parametrize("tokens", list(ways(BASE)), ids=lambda tokens: "/".join(map(str, tokens)))
def test_every_field_with_every_kind_of_value(tokens: tuple[Any, ...]) -> None:
    """What is made of it can be served, explained and compared; problems have sentences."""
    base = build([read_stream_file(document(BASE))], Options())
    for kind in KINDS:
        file = read_stream_file(document(replaced(tokens, kind)))
        for options in OPTIONS:
            made = build([file], options)
            assert all(one.message and one.path.name == "s.json" for one in made.problems)
            serve(Snapshot(made, Path()))
            difference(base, made)


def document(value: Any) -> Document:
    """A value as if it had been read."""
    return Document(Path("s.json"), json.dumps(value), value)


def serve(snapshot: Snapshot) -> None:
    """Every answer that there is about a configuration."""
    made = snapshot.configuration
    for entry in made.entries.values():
        effective(entry, made)
        one_stream(snapshot, entry.name, b"")
    constraints = "sample[rate]=0|consumers[lake][enabled]=1"
    for parameters in ({}, {"streams": "one|r|0"}, {"constraints": constraints}):
        answer = Action({"action": "streamconfigs", **parameters}).answer(made)
        assert "streams" in json.loads(answer.body)
    assert json.loads(many_streams(snapshot, b"where=sample.rate+%3E+0").body)["version"] == 1
