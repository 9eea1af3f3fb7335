"""Rules about settings that only say again what holds anyway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.stream.subject import CheckedStream, CheckedStreams
from evtool.rules.stream.subject.values import ABSENT, text_at, value_at
from evtool.streams.origin import leaves

_AT = ("producers", "mediawiki_eventbus", "event_service_name")


@rule("stream.repeats-service", Severity.INFO, on=CheckedStream)
def repeats_service(stream: CheckedStream) -> Iterator[Problem]:
    """The intake of the event bus is left out where it is that of the stream.

    Why: what is written twice is changed once.

    Example:
        destination_event_service: eventgate-main
        producers:
          mediawiki_eventbus: {event_service_name: eventgate-main}      # only repeats it

    Repair: remove `event_service_name`.
    """
    service = text_at(stream.settings, *_AT)
    if service and service == stream.settings.get("destination_event_service"):
        message = f"event_service_name only repeats destination_event_service, {service}"
        yield Problem(message, "remove it", at=_AT)


@rule("stream.repeats-default", Severity.INFO, on=CheckedStreams)
def repeats_default(streams: CheckedStreams) -> Iterator[Problem]:
    """A setting is left out where it says the same as the default.

    Why: when the default changes, this stream stays behind.

    Example:
        defaults: {canary_events_enabled: true}
        streams:
          shop.raw: {canary_events_enabled: true}      # only repeats the default

    Repair: remove the setting, unless it shall stay when the default changes.
    """
    for named in streams.layers:
        if named.layer.kind != "entry" or named.layer.environment is not None:
            continue
        for tokens, value in leaves(named.layer.value, into_lists=False):
            if tokens and _is_same(value, value_at(streams.defaults, tokens)):
                message = f"{'.'.join(tokens)} only repeats the default"
                yield streams.at(named, tokens, message, "remove it")


def _is_same(value: Any, default: Any) -> bool:
    return default is not ABSENT and value == default and type(value) is type(default)
