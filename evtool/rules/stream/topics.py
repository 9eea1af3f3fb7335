"""Rules about the topics that carry streams."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem, Tokens
from evtool.rules.rule import rule
from evtool.rules.stream.subject import CheckedStream, CheckedStreams
from evtool.rules.stream.subject.all_streams import Named
from evtool.rules.stream.subject.values import texts_at
from evtool.rules.stream.topic_names import LONGEST, is_kafka_name, metric_name

_LEGAL = "use letters, digits, `.`, `_` and `-` only"


@rule("stream.topic-collision", Severity.ERROR, on=CheckedStreams)
def topic_collision(streams: CheckedStreams) -> Iterator[Problem]:
    """A topic carries one stream only.

    Why: consumers take all events of a topic for those of its stream, and its schema.

    Example:
        shop.raw: {topics: [raw]}
        shop.copy: {topics: [raw]}      # refused

    Repair: give each stream topics of its own.
    """
    owners: dict[str, str] = {}
    for stream in streams.exact:
        mine: set[str] = set()
        for at, topic in enumerate(stream.topics):
            owner = owners.setdefault(topic, stream.name)
            named = Named(stream.layers[0], stream.name)
            if topic in mine:
                message = f"the topic {topic} is listed twice"
                yield streams.at(named, _way(stream, at), message, "keep one of the two")
            elif owner != stream.name:
                message = f"the topic {topic} is one of {owner} too"
                yield streams.at(named, _way(stream, at), message, "give it topics of its own")
            mine.add(topic)


@rule("stream.invalid-topic", Severity.ERROR, on=CheckedStreams)
def invalid_topic(streams: CheckedStreams) -> Iterator[Problem]:
    """The name of a topic is made of ASCII letters, digits, `.`, `_` and `-`.

    Why: Kafka refuses other characters, so that nothing can be sent.

    Example:
        topics: [raw one]      # refused: a blank

    Repair: write the name with dots and underscores.
    """
    for named in streams.layers:
        is_regex = (named.stream or "").startswith("/")
        for at, topic in texts_at(named.layer.value, "topics"):
            is_pattern = is_regex and topic.startswith("/")
            if not is_kafka_name(topic) and not is_pattern:
                message = f"Kafka takes no topic {topic!r}"
                yield streams.at(named, ("topics", str(at)), message, _LEGAL)
        for at, prefix in texts_at(named.layer.value, "topic_prefixes"):
            if not is_kafka_name(f"{prefix}x"):
                message = f"Kafka takes no topic that begins with {prefix!r}"
                yield streams.at(named, ("topic_prefixes", str(at)), message, _LEGAL)


@rule("stream.topic-too-long", Severity.ERROR, on=CheckedStream)
def topic_too_long(stream: CheckedStream) -> Iterator[Problem]:
    """The name of a topic, its prefix included, has 249 characters at most.

    Why: Kafka refuses longer ones.

    Example:
        topic_prefixes: [a_prefix_that_never_seems_to_end.]

    Repair: shorten the name of the stream, or the prefix.
    """
    for at, topic in enumerate([] if stream.is_regex else stream.topics):
        if len(topic) > LONGEST:
            message = f"the topic {topic[:40]}... has {len(topic)} characters"
            yield Problem(message, f"{LONGEST} are allowed", at=_way(stream, at))
            return


@rule("stream.short-topic-prefixes", Severity.ERROR, on=CheckedStreams)
def short_topic_prefixes(streams: CheckedStreams) -> Iterator[Problem]:
    """`topic_prefixes` of a stream are no fewer than those of the defaults.

    Why: MediaWiki merges lists position by position. Of a shorter list the rest of the
    default stays, so that the stream has topics that nobody asked for.

    Example:
        defaults: {topic_prefixes: [eqiad., codfw.]}
        streams:
          shop.raw: {topic_prefixes: [eqiad.]}      # served as eqiad. and codfw.

    Repair: list as many prefixes, use null for none at all, or list `topics`.
    """
    default = streams.defaults.get("topic_prefixes")
    for named in streams.layers:
        own = named.layer.value.get("topic_prefixes")
        if named.layer.kind != "entry" or not isinstance(own, list):
            continue
        if isinstance(default, list) and len(own) < len(default):
            message = f"{len(own)} of {len(default)} topic prefixes: MediaWiki keeps the others"
            hint = "list as many, or use `topics`; null means no prefixes"
            yield streams.at(named, ("topic_prefixes",), message, hint)


@rule("stream.topic-metric-collision", Severity.WARNING, on=CheckedStreams)
def topic_metric_collision(streams: CheckedStreams) -> Iterator[Problem]:
    """Two topics differ in more than dots and underscores.

    Why: Kafka writes both as `_` in the names of metrics: the two are counted as one.

    Example:
        shop.page_viewed: {schema_title: shop/page/viewed}
        shop.page.viewed: {schema_title: shop/page/viewed}      # the same metrics

    Repair: give one of the streams another name.
    """
    owners: dict[str, tuple[str, str]] = {}
    for stream in streams.exact:
        for at, topic in enumerate(stream.topics):
            first, owner = owners.setdefault(metric_name(topic), (topic, stream.name))
            if first != topic:
                message = f"the topics {topic} and {first} of {owner} have the same metrics"
                named = Named(stream.layers[0], stream.name)
                yield streams.at(named, _way(stream, at), message, "give one another name")
                break


@rule("stream.topic-prefixes-ignored", Severity.WARNING, on=CheckedStream)
def topic_prefixes_ignored(stream: CheckedStream) -> Iterator[Problem]:
    """A stream lists `topics`, or has `topic_prefixes` of its own, not both.

    Why: topics that are listed are taken as they are; the prefixes have no effect.

    Example:
        topics: [raw]
        topic_prefixes: [eqiad.]      # no effect

    Repair: remove one of them.
    """
    own = stream.writes("topic_prefixes") and stream.settings.get("topic_prefixes") is not None
    if own and stream.settings.get("topics") is not None:
        message = "topic_prefixes has no effect, as topics are listed"
        yield Problem(message, "remove one of the two", at=("topic_prefixes",))


@rule("stream.topic-prefix-without-dot", Severity.WARNING, on=CheckedStreams)
def topic_prefix_without_dot(streams: CheckedStreams) -> Iterator[Problem]:
    """A topic prefix ends with a dot.

    Why: otherwise prefix and name run together: `eqiadshop.raw`. Consumers cut a prefix off
    at its dot.

    Example:
        topic_prefixes: [eqiad]      # eqiad.

    Repair: write the prefix with its dot.
    """
    for named in streams.layers:
        prefixes = named.layer.value.get("topic_prefixes")
        for at, prefix in enumerate(prefixes if isinstance(prefixes, list) else []):
            if isinstance(prefix, str) and prefix and not prefix.endswith("."):
                message = f"the topic prefix {prefix!r} does not end with a dot"
                hint = f"did you mean {prefix}.?"
                yield streams.at(named, ("topic_prefixes", str(at)), message, hint)


def _way(stream: CheckedStream, at: int) -> Tokens:
    """Where the topic at a position stands: in the list, or in the name."""
    if stream.settings.get("topics") is not None:
        return ("topics", str(at)) if stream.writes("topics", str(at)) else ()
    return ("topic_prefixes", str(at)) if stream.writes("topic_prefixes", str(at)) else ()
