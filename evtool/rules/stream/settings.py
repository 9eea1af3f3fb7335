"""Rules about single settings: whether they exist, their types, their known values.

All come from one walk through the schema of the settings; each rule takes its own part.
"""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.stream.misfit import UNKNOWN, WRONG_TYPE
from evtool.rules.stream.subject import CheckedStreams, StreamProblem
from evtool.streams import problem as known


@rule("stream.unknown-setting", Severity.ERROR, on=CheckedStreams)
def unknown_setting(streams: CheckedStreams) -> Iterator[Problem]:
    """Every setting, at any depth, is one that the schema of the settings declares.

    Why: a misspelt setting is served like any other, and does nothing: the default holds,
    and nobody hears of it.

    Example:
        canary_events_enabed: true      # refused: did you mean canary_events_enabled?

    Repair: write the name as the schema of the settings has it, or declare it there.
    """
    yield from _misfits(streams, UNKNOWN)
    for one in streams.problems:
        if one.kind == known.UNKNOWN_KEY:
            yield streams.of(one)


@rule("stream.wrong-type", Severity.ERROR, on=CheckedStreams)
def wrong_type(streams: CheckedStreams) -> Iterator[Problem]:
    """A setting has the JSON type that is declared for it, and an entry is a map of settings.

    Null takes away what a default says; elsewhere it is a value of its own type.

    Why: clients compare without conversion: the text "0.25" is no rate, and 1 is not true.

    Example:
        sample: {unit: session, rate: "0.25"}      # refused: a text

    Repair: write the value in the type that the message names; remove quotes around numbers.
    """
    yield from _misfits(streams, WRONG_TYPE)
    for one in streams.problems:
        if one.kind == known.WRONG_TYPE:
            yield streams.of(one)


@rule("stream.unknown-service", Severity.ERROR, on=CheckedStreams)
def unknown_service(streams: CheckedStreams) -> Iterator[Problem]:
    """An intake that a stream names is one of those that the schema of the settings lists.

    Why: producers look its address up by this name; with a wrong one they send nothing.

    Example:
        destination_event_service: eventgate-mian      # refused

    Repair: write the name of the intake as it is listed, or list it.
    """
    yield from _misfits(streams, "stream.unknown-service")


@rule("stream.unknown-consumer", Severity.ERROR, on=CheckedStreams)
def unknown_consumer(streams: CheckedStreams) -> Iterator[Problem]:
    """Every consumer that is configured is one that the schema of the settings declares.

    Why: no program looks at settings under another name: the stream is not consumed.

    Example:
        consumers:
          analytics_hdoop_ingestion: {enabled: true}      # refused

    Repair: write the name of the consumer as it is declared, or declare it.
    """
    yield from _misfits(streams, "stream.unknown-consumer")


@rule("stream.unknown-producer", Severity.ERROR, on=CheckedStreams)
def unknown_producer(streams: CheckedStreams) -> Iterator[Problem]:
    """Every producer that is configured is one that the schema of the settings declares.

    Why: no client looks at settings under another name, so they have no effect.

    Example:
        producers:
          metric_platform_client: {provide_values: [page_id]}      # refused

    Repair: write the name of the producer as it is declared, or declare it.
    """
    yield from _misfits(streams, "stream.unknown-producer")


@rule("stream.unknown-job", Severity.ERROR, on=CheckedStreams)
def unknown_job(streams: CheckedStreams) -> Iterator[Problem]:
    """A job that a consumer names is one of those that the schema of the settings lists.

    Why: a job asks for the streams that name it. One that no job asks for is not ingested.

    Example:
        consumers:
          analytics_hadoop_ingestion: {job_name: event_defualt}      # refused

    Repair: write the name of the job as it is listed, or list it.
    """
    yield from _misfits(streams, "stream.unknown-job")


@rule("stream.unknown-scale", Severity.ERROR, on=CheckedStreams)
def unknown_scale(streams: CheckedStreams) -> Iterator[Problem]:
    """The scale of an ingestion job is one of those that the schema of the settings lists.

    Why: the scheduler has resources for the listed scales only, and fails for others.

    Example:
        consumers:
          analytics_hive_ingestion: {spark_job_ingestion_scale: huge}      # refused

    Repair: choose one of the listed scales.
    """
    yield from _misfits(streams, "stream.unknown-scale")


@rule("stream.unknown-attribute", Severity.ERROR, on=CheckedStreams)
def unknown_attribute(streams: CheckedStreams) -> Iterator[Problem]:
    """An attribute that clients shall provide is one that they know.

    Why: clients pass over others without a word: the field stays empty for ever.

    Example:
        provide_values: [page_id, page_namespace]      # refused: page_namespace_id

    Repair: write the attribute as the schema of the settings lists it.
    """
    yield from _misfits(streams, "stream.unknown-attribute")


@rule("stream.unknown-sample-unit", Severity.WARNING, on=CheckedStreams)
def unknown_sample_unit(streams: CheckedStreams) -> Iterator[Problem]:
    """The unit of a sample is one that all clients can draw.

    Why: a client that does not know the unit drops every event of the stream.

    Example:
        sample: {unit: device, rate: 0.1}      # browsers have no device id

    Repair: choose one of the listed units.
    """
    yield from _misfits(streams, "stream.unknown-sample-unit")


def _misfits(streams: CheckedStreams, name: str) -> Iterator[StreamProblem]:
    for named, one in streams.misfits:
        if one.rule == name:
            yield streams.at(named, one.tokens, one.message, one.hint)
