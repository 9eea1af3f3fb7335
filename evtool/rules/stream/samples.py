"""Rules about samples: which part of the events clients send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem, Tokens
from evtool.rules.rule import rule
from evtool.rules.stream.subject import CheckedStream, CheckedStreams
from evtool.rules.stream.subject.values import is_number, map_at, text_at

_AT = ("sample",)


@rule("stream.sample-rate-range", Severity.ERROR, on=CheckedStreams)
def sample_rate_range(streams: CheckedStreams) -> Iterator[Problem]:
    """The rate of a sample is between 0 and 1.

    Why: a client takes another rate for a mistake, and then sends nothing at all.

    Example:
        sample: {unit: session, rate: 25}      # refused: a quarter is 0.25

    Repair: write the part of the whole: 0.25 for 25 %.
    """
    for named in streams.layers:
        for tokens, rate in _rates(named.layer.value):
            if is_number(rate) and not 0 <= rate <= 1:
                message = f"the sample rate {rate} is not between 0 and 1"
                hint = f"did you mean {rate / 100:g}?" if 1 < rate <= 100 else None
                yield streams.at(named, tokens, message, hint or "0 is nothing, 1 everything")


@rule("stream.incomplete-sample", Severity.ERROR, on=CheckedStream)
def incomplete_sample(stream: CheckedStream) -> Iterator[Problem]:
    """A sample has a unit and a rate.

    Why: a client that misses one of them drops every event of the stream.

    Example:
        sample: {unit: session}      # refused: no rate

    Repair: add what is missing, or remove `sample` to send everything.
    """
    sample = stream.settings.get("sample")
    if not isinstance(sample, Mapping):
        return
    missing = [key for key in ("unit", "rate") if sample.get(key) is None]
    if missing:
        lacking = " and no ".join(missing)
        yield Problem(f"the sample has no {lacking}", f"add {' and '.join(missing)}", at=_AT)


@rule("stream.sample-ignored", Severity.WARNING, on=CheckedStream)
def sample_ignored(stream: CheckedStream) -> Iterator[Problem]:
    """Only streams that browsers and apps send to have a sample.

    Why: programs on servers send every event, whatever the sample says.

    Example:
        shop.order_placed:
          destination_event_service: eventgate-main      # servers send there
          sample: {unit: session, rate: 0.1}

    Repair: remove `sample`, or let the program that sends the events draw it.
    """
    if not stream.writes("sample") or not isinstance(stream.settings.get("sample"), Mapping):
        return
    service = text_at(stream.settings, "destination_event_service") or ""
    producers = map_at(stream.settings, "producers")
    if producers.get("metrics_platform_client"):
        return
    on_bus = map_at(producers, "mediawiki_eventbus").get("enabled") is True
    if on_bus or stream.streams.vocabulary.is_server_side(service):
        who = "the event bus" if on_bus else service
        message = f"the sample has no effect: programs that send to {who} send every event"
        yield Problem(message, "remove `sample`", at=_AT)


@rule("stream.sample-rate-zero", Severity.WARNING, on=CheckedStream)
def sample_rate_zero(stream: CheckedStream) -> Iterator[Problem]:
    """A stream that nobody shall send to is not configured as a sample of nothing.

    Why: it looks like a stream in use, but no event will ever arrive.

    Example:
        sample: {unit: session, rate: 0}

    Repair: raise the rate, or remove the stream.
    """
    rate = map_at(stream.settings, "sample").get("rate")
    windows = map_at(stream.settings, "sample").get("windows")
    if is_number(rate) and rate == 0 and not windows:
        message = "the sample rate is 0: clients send nothing"
        yield Problem(message, "raise it, or remove the stream", at=("sample", "rate"))


def _rates(settings: Mapping[str, Any]) -> Iterator[tuple[Tokens, Any]]:
    sample = map_at(settings, "sample")
    yield ("sample", "rate"), sample.get("rate")
    windows = sample.get("windows")
    for at, window in enumerate(windows if isinstance(windows, list) else []):
        yield ("sample", "windows", str(at), "rate"), map_at(window).get("rate")
