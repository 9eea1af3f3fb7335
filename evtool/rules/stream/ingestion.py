"""Rules about consumers that make tables of streams."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.stream.subject import CheckedStream, CheckedStreams
from evtool.rules.stream.subject.all_streams import Named
from evtool.rules.stream.table import table_name


@rule("stream.table-collision", Severity.ERROR, on=CheckedStreams)
def table_collision(streams: CheckedStreams) -> Iterator[Problem]:
    """Each stream that is made a table of has a table of its own.

    A table is called after its stream: in lower case, and `_` for all but letters and
    digits.

    Why: two streams would write over each other's partitions.

    Example:
        shop.page_viewed: {schema_title: shop/page/viewed}
        shop.Page_Viewed: {schema_title: shop/page/viewed}      # refused: shop_page_viewed

    Repair: give one of the streams another name, or switch its table off.
    """
    owners: dict[str, str] = {}
    for stream in streams.exact:
        if stream.consumers("table"):
            table = table_name(stream.name)
            owner = owners.setdefault(table, stream.name)
            if owner != stream.name:
                message = f"the table {table} is that of {owner} too"
                named = Named(stream.layers[0], stream.name)
                yield streams.at(named, (), message, "give one of the two another name")


@rule("stream.untabular-schema", Severity.ERROR, on=CheckedStream)
def untabular_schema(stream: CheckedStream) -> Iterator[Problem]:
    """The schema of a stream that is made a table of can be one.

    Every field has one type, every list one type of items, every object declared fields or
    values of one type; no two columns differ in case only.

    Why: a column has one type and a name without case. The job that makes the table fails.

    Example:
        properties:
          value: {type: [string, 'null']}      # refused: two types
          payload: {type: object}              # refused: no fields

    Repair: give the field one type in a new version of the schema, or switch the table off.
    """
    tables = stream.consumers("table")
    facts = stream.facts if tables else None
    found = facts.untabular if facts else ()
    if found:
        path, reason = found[0]
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        message = f"{stream.title} fits no table: {path or 'the event'} is {reason}{more}"
        hint = f"give it one type in a new version, or switch {tables[0]} off"
        yield Problem(message, hint, at=("schema_title",))


@rule("stream.ingestion-without-source", Severity.WARNING, on=CheckedStream)
def ingestion_without_source(stream: CheckedStream) -> Iterator[Problem]:
    """A stream that is made a table of is copied into files first.

    Why: tables are made of these files. Without them the job waits for ever.

    Example:
        consumers:
          analytics_hadoop_ingestion: {enabled: false}
          analytics_hive_ingestion: {enabled: true}      # of what?

    Repair: switch the copying consumer on, or the table off.
    """
    tables = stream.consumers("table")
    sources = stream.streams.vocabulary.consumers("raw")
    if tables and sources and not stream.consumers("raw"):
        message = f"{tables[0]} is on, but {' and '.join(sources)} is off: it has no source"
        hint = f"switch {sources[0]} on, or {tables[0]} off"
        yield Problem(message, hint, at=("consumers", tables[0], "enabled"))
