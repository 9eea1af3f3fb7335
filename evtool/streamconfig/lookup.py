"""`/v1/streams` and `/v1/streams/NAME`: streams as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from evtool.config import nearest
from evtool.schema.pointer import format_pointer
from evtool.streamconfig.answer import Answer, dump, join, refusal, tagged
from evtool.streamconfig.snapshot import Snapshot
from evtool.streams.configuration import Entry
from evtool.streams.origin import effective
from evtool.streams.problem import Problem
from evtool.streams.query import QueryError, parse_query

MOST_NAMES = 1000
"""How many names one request may ask for."""

_MOST_COMPARED = 1000
_LONGEST_COMPARED = 200
_TRUE = frozenset({"", "1", "true", "yes"})


class BadRequest(Exception):
    """A parameter that is not understood."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


def one_stream(snapshot: Snapshot, name: str, query: bytes) -> Answer:
    """What holds for a stream; with `origins`, also where each setting is written."""
    try:
        parameters = _parameters(query, ("origins",))
    except BadRequest as error:
        return refusal(400, error.message, error.hint)
    entry = snapshot.configuration.find(name)
    if entry is None:
        return _no_stream(snapshot, name)
    value: dict[str, Any] = {"version": 1, **stream_json(snapshot, entry, name)}
    if parameters.get("origins", ["no"])[-1] in _TRUE:
        value["origins"] = origins_json(snapshot, entry)
    return tagged(dump(value), snapshot.configuration.version)


def many_streams(snapshot: Snapshot, query: bytes) -> Answer:
    """All streams, those of `names`, and of them those that `where` describes."""
    configuration = snapshot.configuration
    try:
        parameters = _parameters(query, ("names", "where"))
        wanted = [parse_query(text) for text in parameters.get("where", ())]
        names = _names(parameters)
    except (BadRequest, QueryError) as error:
        return refusal(400, error.message, error.hint)
    unknown: list[str] = []
    found = configuration.entries.items() if names is None else _found(snapshot, names, unknown)
    parts = (
        dump(stream_json(snapshot, entry, name))
        for name, entry in found
        if all(test(searched(entry, name)) for test in wanted)
    )
    start = b'{"version":1,"configuration":"%s","streams":[' % configuration.version.encode()
    body = join(parts, start, b"]")
    end = b"}" if names is None else b',"unknown":' + dump(unknown) + b"}"
    return tagged(body + end, configuration.version)


def stream_json(snapshot: Snapshot, entry: Entry, name: str) -> dict[str, Any]:
    """A stream: the entry that holds for it, its topics and its settings."""
    layer = entry.layers[0]
    return {
        "stream": name,
        "entry": entry.name,
        "match": "regex" if entry.pattern and name != entry.name else "name",
        "topics": entry.topics(name),
        "source": {"path": snapshot.shown(layer.path), "pointer": format_pointer(layer.tokens)},
        "settings": entry.settings,
    }


def origins_json(snapshot: Snapshot, entry: Entry) -> dict[str, Any]:
    """Where each setting is from, by its pointer in `settings`."""
    made: dict[str, Any] = {}
    for one in effective(entry, snapshot.configuration):
        made[one.pointer] = {"origin": one.origin}
        if one.layer is not None:
            made[one.pointer] |= {
                "path": snapshot.shown(one.layer.path),
                "line": snapshot.line_of(one.layer, one.tokens),
                "pointer": format_pointer((*one.layer.tokens, *one.tokens)),
            }
    return made


def problem_json(snapshot: Snapshot, problem: Problem) -> dict[str, Any]:
    """What is wrong in a file, without the path that this has on the machine."""
    return {
        "kind": problem.kind,
        "message": problem.message,
        "hint": problem.hint,
        "stream": problem.stream,
        "path": snapshot.shown(problem.path),
        "line": problem.place.line if problem.place else 0,
        "pointer": problem.pointer,
    }


def searched(entry: Entry, name: str) -> Mapping[str, Any]:
    """What an expression is about: the settings, and the topics that follow from them."""
    return {**entry.settings, "stream": name, "topics": entry.topics(name)}


def _found(
    snapshot: Snapshot, names: Iterable[str], unknown: list[str]
) -> Iterable[tuple[str, Entry]]:
    for name in names:
        entry = snapshot.configuration.find(name)
        if entry is None:
            unknown.append(name)
        else:
            yield name, entry


def _no_stream(snapshot: Snapshot, name: str) -> Answer:
    known = list(islice(snapshot.configuration.entries, _MOST_COMPARED))
    near = get_close_matches(name[:_LONGEST_COMPARED], known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`/v1/streams` lists what there is"
    return refusal(404, f"no stream {name}", hint, nearest=near)


def _names(parameters: Mapping[str, list[str]]) -> list[str] | None:
    if "names" not in parameters:
        return None
    names = [name for value in parameters["names"] for name in value.split(",") if name]
    if len(names) > MOST_NAMES:
        raise BadRequest(f"{len(names)} names, more than {MOST_NAMES}", "ask in several requests")
    return list(dict.fromkeys(names))


def _parameters(query: bytes, known: tuple[str, ...]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    text = query.decode("ascii", "replace")
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=None):
        if name not in known:
            raise BadRequest(f"no parameter {name!r}", nearest(name, known))
        made.setdefault(name, []).append(value)
    return made
