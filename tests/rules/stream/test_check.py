"""Checking stream files as a whole: what is found where, and that nothing makes it fail."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from evtool.document import load_document
from evtool.errors import ConfigurationError
from evtool.finding import Finding, Severity
from evtool.rules.stream.check import StreamCheck
from evtool.rules.stream.misfit import misfits
from evtool.rules.stream.schemas import CatalogSchemas
from evtool.rules.stream.vocabulary import vocabulary_of
from evtool.schema.catalog import Catalog, Shelf
from evtool.schema.repository import Repository
from evtool.schema.store import DirectoryStore
from evtool.streams.configuration import Options
from evtool.streams.settings import BUILT_IN

Found = Callable[..., list[Finding]]

SHARED = Path(__file__).parents[4] / "shared"

WHOLE = yaml.safe_load(r"""
defaults:
  topic_prefixes: [dc1.]
  consumers: {analytics_hive_ingestion: {enabled: true}}
streams:
  shop.order:
    stream: shop.order
    schema_title: shop/order
    destination_event_service: main
    canary_events_enabled: true
    topics: [a]
    message_key_fields: {id: order.order_id}
    sample: {unit: session, rate: 0.5, windows: [{from: "2026-01-01", rate: 1}]}
    producers:
      eventgate: {enrich_fields_from_http_headers: {page.title: x-title}}
      metrics_platform_client: {provide_values: [page_id], stream_name: shop.order}
      mediawiki_eventbus: {enabled: true, event_service_name: main}
  "0": {stream: shop.named, schema_title: shop/order}
  /^shop\.job$/: {schema_title: shop/order}
overrides:
  streams: {+test: {shop.order: {sample: {rate: 0}}}}
eventlogging_stream_names: {default: [shop.order], +test: [shop.none]}
""")

VALUES = [None, True, 0, -1.5, 10**400, "", "text", "/(", "/a/", [], [1], ["x"], {}, {"a": {}}]


def _ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, inner in items:
        yield from _ways(inner, (*way, key))


def _replaced(way: tuple[Any, ...], value: Any) -> Any:
    if not way:
        return value
    made = copy.deepcopy(WHOLE)
    inside = made
    for key in way[:-1]:
        inside = inside[key]
    inside[way[-1]] = value
    return made


@pytest.mark.parametrize("way", list(_ways(WHOLE)), ids=str)
def test_any_value_anywhere(way: tuple[Any, ...], found: Found) -> None:
    """A value of any type in any place gives findings with places, never an error."""
    options = Options("by-index") if len(way) % 2 else Options()
    for value in VALUES:
        text = json.dumps(_replaced(way, value))
        findings = found(text, options=options, name="streams.json")
        assert all(one.line and one.column for one in findings)


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("streams:\n\ta: 1", "yaml.syntax", 2),
        ("a: 1\n---\nb: 1", "yaml.syntax", 2),
        ("streams:\n  a: &x {b: *x}", "yaml.syntax", 2),
        ("streams: {a: {x: 1}}\nstreams: {}", "yaml.duplicate-key", 2),
        ("streams:\n  a: {owner: x, owner: y}", "yaml.duplicate-key", 2),
        ("", "yaml.syntax", 1),
        ("- a", "stream.wrong-type", 1),
        ("streams:\n  a: {sample: {rate: .nan}}", "stream.wrong-type", 2),
        ("streams:\n  a: {owner: !!binary aGk=}", "stream.wrong-type", 2),
    ],
)
def test_broken_files(text: str, rule: str, line: int, found: Found) -> None:
    """What is no stream file at all is a finding at its line."""
    assert (rule, line) in {(one.rule, one.line) for one in found(text)}


def test_one_mistake_hides_no_other(found: Found) -> None:
    """A key that stands twice, and a broken file, leave the rest to be checked."""
    twice = "streams:\n  shop.a: {colour: red}\n  shop.a: {}\n"
    rules = [one.rule for one in found("a: [", twice)]
    assert {"yaml.syntax", "stream.duplicate", "stream.unknown-setting"} <= set(rules)


def test_encoding(found: Found) -> None:
    """A file that is not UTF-8 is a finding, at the line of the first wrong byte."""
    assert [(one.rule, one.line) for one in found(b"a: 1\n\xff")] == [("yaml.encoding", 2)]


def test_files_are_merged(found: Found) -> None:
    """A stream that another file declares already is found in the later one."""
    one = "streams: {shop.a: {schema_title: shop/order}}"
    findings = [f for f in found(one, one) if f.rule == "stream.duplicate"]
    assert [(f.path.name, f.line, f.stream) for f in findings] == [("1streams.yaml", 1, "shop.a")]


def test_place_and_pointer(found: Found) -> None:
    """A finding stands at the setting; where a default is to blame, at the entry."""
    text = (
        "defaults: {canary_events_enabled: true}\n"
        "streams:\n"
        "  shop.a:\n"
        "    schema_title: shop/no_meta\n"
        "  /^b$/:\n"
        "    schema_title: shop/order\n"
        "    canary_events_enabled: true\n"
    )
    places = {(one.rule, one.line, one.column, one.pointer, one.stream) for one in found(text)}
    assert ("stream.canary-without-meta", 3, 3, "/streams/shop.a", "shop.a") in places
    on_regex = ("stream.canary-on-regex", 7, 5, "/streams/~1^b$~1/canary_events_enabled", "/^b$/")
    assert on_regex in places


def test_positions_that_have_a_name_are_warned_about(found: Found) -> None:
    """An entry in a list is an error without a name, and a warning with one."""
    text = "streams: {'0': {stream: shop.a}, '1': {schema_title: shop/order}}"
    unnamed = [one for one in found(text) if one.rule == "stream.unnamed"]
    assert [one.severity for one in unnamed] == [Severity.WARNING, Severity.ERROR]
    assert unnamed[0].stream == "shop.a"


def test_environment(found: Found) -> None:
    """The overrides of an environment count when it is chosen; an unknown one is refused."""
    text = (
        "streams: {shop.a: {schema_title: shop/order, sample: {unit: session, rate: 1}}}\n"
        "overrides:\n"
        "  streams:\n"
        "    +test: {shop.a: {sample: {rate: 0}}}\n"
    )
    assert "stream.sample-rate-zero" not in {one.rule for one in found(text)}
    rules = {one.rule: one for one in found(text, options=Options(environments=("test",)))}
    assert rules["stream.sample-rate-zero"].line == 4
    with pytest.raises(ConfigurationError, match="none"):
        found(text, options=Options(environments=("none",)))


def test_null_is_a_value_by_index(found: Found) -> None:
    """Null takes a default away; where lists are merged by index it is a value of its own."""
    text = "defaults: {canary_events_enabled: true}\nstreams: {a: {canary_events_enabled: null}}"
    assert "stream.wrong-type" not in {one.rule for one in found(text)}
    by_index = found(text, options=Options("by-index"))
    assert "stream.wrong-type" in {one.rule for one in by_index}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded data is not beside the checkout")
def test_real_configuration() -> None:
    """All findings that do not depend on schemas are found in a real configuration."""
    data = SHARED / "data/streams"
    recorded = json.loads((data / "wmf-findings.json").read_text(encoding="utf-8"))["findings"]
    vocabulary = vocabulary_of(load_document(data / "settings.schema.json"))
    root = SHARED / "data/streams"
    empty = Repository("none", "primary", root)
    schemas = CatalogSchemas(Catalog([Shelf(empty, DirectoryStore(root))]))
    check = StreamCheck(vocabulary, schemas, Options())
    findings = check.run([data / "wmf-event-streams.yaml"])
    found = {(one.rule, one.stream) for one in findings}
    apart = ("stream.enriched-field-not-found",)
    assert {(one["rule"], one["stream"]) for one in recorded if one["rule"] not in apart} <= found
    loud = {one.rule for one in findings if one.severity is not Severity.INFO}
    assert loud == {one["rule"] for one in recorded} - set(apart)


def test_streams_may_name_connectors_of_the_workspace() -> None:
    """They are consumers like those of the settings; what they may say is checked, too."""
    document = load_document(BUILT_IN)
    value = {
        "shop.order": {
            "schema_title": "shop/order",
            "consumers": {"archive": {"enabled": True}, "other": {"enabled": True}},
        }
    }
    plain, known = vocabulary_of(document), vocabulary_of(document).with_consumers(["archive"])
    settings = value["shop.order"]
    assert [one.tokens for one in misfits(plain.schema, settings)] == [
        ("consumers", "archive"),
        ("consumers", "other"),
    ]
    assert [one.tokens for one in misfits(known.schema, settings)] == [("consumers", "other")]
    wrong = {"consumers": {"archive": {"enabled": "yes", "enabeld": True}}}
    assert {one.rule for one in misfits(known.schema, wrong)} == {
        "stream.wrong-type",
        "stream.unknown-setting",
    }
    more = {"consumers": {"archive": {"enabled": True, "batch_rows": 5}}}
    (found,) = misfits(known.schema, more)
    assert found.message == "unknown setting 'batch_rows' in consumers.archive"
    assert "a connector of its own in evtool.yaml" in (found.hint or "")
