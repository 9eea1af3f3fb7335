"""Rules about streams that are named elsewhere: as a redirect, or by clients."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.stream.spelling import closest
from evtool.rules.stream.subject import CheckedStream, CheckedStreams, StreamProblem
from evtool.rules.stream.subject.values import text_at

MOST_COMPARED = 2000
"""How many names a hint is looked for among."""

MOST_DIFFERENT = 12
"""By how many characters a name that was meant is longer or shorter."""

_AT = ("producers", "metrics_platform_client", "stream_name")


@rule("stream.undeclared-redirect", Severity.ERROR, on=CheckedStream)
def undeclared_redirect(stream: CheckedStream) -> Iterator[Problem]:
    """The stream that clients send to instead is declared.

    Why: the intake refuses events of a stream that it does not know.

    Example:
        producers:
          metrics_platform_client: {stream_name: shop.page_viewed_v2}      # not declared

    Repair: declare the other stream, or correct its name.
    """
    target = text_at(stream.settings, *_AT)
    if target is not None and not _is_declared(stream.streams, target):
        message = f"events are sent to {target}, which is not declared"
        yield Problem(message, _hint(stream.streams, target), at=_AT)


@rule("stream.not-configured", Severity.ERROR, on=CheckedStreams)
def not_configured(streams: CheckedStreams) -> Iterator[Problem]:
    """A stream that clients are told about is configured.

    Why: a client drops the events of a stream without configuration, and says nothing.

    Example:
        eventlogging_stream_names: {default: [shop.nowhere]}      # refused

    Repair: add the stream, or take its name off the list.
    """
    for file in streams.files:
        for one in file.content.registered:
            is_added = one.name in _added(streams, one.environment)
            if not is_added and not _is_declared(streams, one.name):
                message = f"clients register {one.name}, which is not configured"
                hint = _hint(streams, one.name)
                yield StreamProblem(message, hint, at=one.tokens, file=one.path, stream=one.name)


def _is_declared(streams: CheckedStreams, name: str) -> bool:
    if name in streams.streams:
        return True
    return any(one.pattern is not None and one.pattern.matches(name) for one in streams.regexes)


def _added(streams: CheckedStreams, environment: str | None) -> set[str]:
    """The streams that only an environment has."""
    return {
        named.stream
        for named in (streams.layers if environment is not None else ())
        if named.layer.environment == environment and named.stream is not None
    }


def _hint(streams: CheckedStreams, name: str) -> str:
    similar = (one for one in streams.streams if abs(len(one) - len(name)) <= MOST_DIFFERENT)
    near = closest(name, list(islice(similar, MOST_COMPARED)))
    return f"did you mean {near}?" if near else "declare it"
