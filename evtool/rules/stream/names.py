"""Rules about the names of streams."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.stream.subject import CheckedStream, CheckedStreams, StreamProblem
from evtool.rules.stream.subject.all_streams import Named
from evtool.rules.stream.topic_names import is_kafka_name
from evtool.streams import problem as known
from evtool.streams.draft import is_position

_LEGAL = "letters, digits, `.`, `_` and `-`"
_CUSTOM = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*(\.[a-z0-9]+(_[a-z0-9]+)*)*")


@rule("stream.duplicate", Severity.ERROR, on=CheckedStreams)
def duplicate(streams: CheckedStreams) -> Iterator[Problem]:
    """A stream is declared once, in all stream files together.

    Why: of two declarations one wins without a word, and which one depends on the reader.

    Example:
        shop.order_placed: {schema_title: shop/order/placed}
        shop.order_placed: {schema_title: shop/page/viewed}      # refused

    Repair: keep one of the two, or give one another name.
    """
    for file in streams.files:
        for one in filter(file.declares, file.repeats):
            name = one.tokens[-1]
            message, hint = f"the stream {name} is declared twice", "keep one of the two"
            yield StreamProblem(message, hint, at=one.tokens, place=one.place, stream=name)
    for found in streams.problems:
        is_declared = found.tokens[:1] != ("eventlogging_stream_names",)
        if found.kind == known.DUPLICATE and is_declared:
            yield streams.of(found)


@rule("stream.name-mismatch", Severity.ERROR, on=CheckedStreams)
def name_mismatch(streams: CheckedStreams) -> Iterator[Problem]:
    """The setting `stream`, where there is one, says the same name as the key.

    Why: the key counts, and the setting is overwritten; whoever wrote it meant otherwise.

    Example:
        shop.order_placed:
          stream: shop.order_placed.v2      # refused

    Repair: remove the setting, or correct the key.
    """
    for named, key, own in _own_names(streams):
        if own != key and not is_position(key):
            message = f"the setting stream says {own!r}, but the stream is called {key!r}"
            hint = "remove `stream`: the key is the name"
            yield streams.at(named, ("stream",), message, hint)


@rule("stream.redundant-name", Severity.INFO, on=CheckedStreams)
def redundant_name(streams: CheckedStreams) -> Iterator[Problem]:
    """The setting `stream` is left out where the key says the name.

    Why: what is written twice is changed once.

    Example:
        shop.order_placed:
          stream: shop.order_placed      # only repeats the key

    Repair: remove the setting.
    """
    for named, key, own in _own_names(streams):
        if own == key:
            yield streams.at(named, ("stream",), "stream only repeats the key", "remove it")


@rule("stream.unnamed", Severity.ERROR, on=CheckedStreams)
def unnamed(streams: CheckedStreams) -> Iterator[Problem]:
    """An entry is named by its key, not by its position in a list.

    An entry that is named by its setting `stream` is a warning only.

    Why: positions come from merging lists. They change when another entry is added, and
    then the settings of one stream are merged over those of another.

    Example:
        '0': {schema_title: shop/order/placed}      # refused

    Repair: make the name of the stream the key.
    """
    for named, key in _entries(streams):
        own = named.layer.value.get("stream")
        if not is_position(key) or (own is not None and not isinstance(own, str)):
            continue
        if own:
            message = f"only its setting stream names this entry {own}; its key is {key}"
            found = streams.at(named, (), message, f"make {own} the key")
            yield _warning(found)
        else:
            message = f"the entry at the position {key} has no name"
            yield streams.at(named, (), message, "make the name of the stream the key")


@rule("stream.invalid-name", Severity.ERROR, on=CheckedStreams)
def invalid_name(streams: CheckedStreams) -> Iterator[Problem]:
    """A stream's name is made of ASCII letters, digits, `.`, `_` and `-`.

    A name that begins with a slash is a regex.

    Why: topics are called after streams, and Kafka refuses other characters.

    Example:
        shop/order: {schema_title: shop/order/placed}      # refused

    Repair: write the name with dots and underscores, as in `shop.order`.
    """
    for found in streams.problems:
        if found.kind == known.INVALID_NAME:
            yield streams.of(found)
    for stream in streams.exact:
        if not is_kafka_name(stream.name):
            message = f"Kafka takes no topic called {stream.name!r}"
            hint = f"write the name with {_LEGAL} only"
            layer = Named(stream.layers[0], stream.name)
            yield streams.at(layer, (), message, hint)


@rule("stream.naming", Severity.INFO, on=CheckedStream)
def naming(stream: CheckedStream) -> Iterator[Problem]:
    """A stream's name is made of lower snake case parts, joined by dots.

    Why: tables and metrics have no case and no hyphens; names that need no translation
    are found again everywhere.

    Example:
        shop.OrderPlaced: {schema_title: shop/order/placed}      # shop.order_placed

    Repair: choose such a name for a new stream; the name of one in use stays.
    """
    if stream.is_regex or not is_kafka_name(stream.name) or _CUSTOM.fullmatch(stream.name):
        return
    yield Problem(f"{stream.name} is not lower snake case parts joined by dots")


def _entries(streams: CheckedStreams) -> Iterator[tuple[Named, str]]:
    """The entries with their keys; overrides are none."""
    for named in streams.layers:
        if named.layer.kind == "entry" and named.layer.environment is None:
            yield named, named.layer.tokens[-1]


def _own_names(streams: CheckedStreams) -> Iterator[tuple[Named, str, str]]:
    for named, key in _entries(streams):
        own = named.layer.value.get("stream")
        if isinstance(own, str):
            yield named, key, own


def _warning(problem: StreamProblem) -> StreamProblem:
    from dataclasses import replace

    return replace(problem, severity=Severity.WARNING)
