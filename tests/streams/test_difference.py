"""What changes between two configurations."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from evtool.streams.configuration import Configuration, Entry
from evtool.streams.difference import Change, difference, reordered
from evtool.streams.telling import sentence, summary, summary_fields

Configure = Callable[..., Configuration]

BASE = """
defaults: {topic_prefixes: [a.], consumers: {lake: {enabled: true}, hive: {enabled: false}}}
streams:
  one: {schema_title: x/one, destination_event_service: main, sample: {unit: session, rate: 0.1}}
  two: {schema_title: x/two}
  /^r/: {schema_title: x/r}
  /^s/: {schema_title: x/s}
"""


def test_nothing_changes(configure: Configure) -> None:
    """The same files, and comments."""
    assert difference(configure(BASE), configure(BASE + "# a comment\n")) == []
    assert summary([]) == "no stream is changed"


def test_a_changed_setting(configure: Configure) -> None:
    """What it was and what it is, and whom it concerns: a sample only clients that sample."""
    (found,) = difference(configure(BASE), configure(BASE.replace("0.1", "0.5")))
    assert found.changes == (Change(("sample", "rate"), 0.1, 0.5),)
    assert (found.stream, found.kind) == ("one", "changed")
    assert (found.clients, found.services, found.consumers) == (("clients that sample",), (), ())
    assert sentence(found) == "one: sample.rate: 0.1 -> 0.5"


def test_a_changed_schema_concerns_everybody(configure: Configure) -> None:
    """Producers, the intake, and the consumers that are not switched off."""
    (found,) = difference(configure(BASE), configure(BASE.replace("x/one", "x/new")))
    assert found.clients == ("every producer",)
    assert found.services == ("main",)
    assert found.consumers == ("lake",)


def test_a_changed_default_shows_in_its_streams(configure: Configure) -> None:
    """With the topics that follow from it."""
    found = difference(configure(BASE), configure(BASE.replace("[a.]", "[b.]")))
    assert [one.stream for one in found] == ["one", "two", "/^r/", "/^s/"]
    assert Change(("topics",), ["a.one"], ["b.one"]) in found[0].changes


def test_producers_and_consumers_are_named(configure: Configure) -> None:
    """The intake's own settings concern the intake."""
    before = "streams: {one: {destination_event_service: main, producers: {client: {a: 1}}}}"
    after = before.replace("a: 1", "a: 2")
    (found,) = difference(configure(before), configure(after))
    assert (found.clients, found.services) == (("client",), ())
    after = before.replace("client: {a: 1}", "client: {a: 1}, eventgate: {b: 1}")
    (found,) = difference(configure(before), configure(after))
    assert (found.clients, found.services) == ((), ("main",))


def test_added_and_removed(configure: Configure) -> None:
    """In the order of the files, what is gone last."""
    new = BASE.replace("  two:", "  three:")
    found = difference(configure(BASE), configure(new))
    assert [(one.stream, one.kind) for one in found] == [("three", "added"), ("two", "removed")]
    assert summary(found) == "1 added, 1 removed"
    assert summary_fields(found) == {"added": ["three"], "removed": ["two"], "changed": []}
    assert [sentence(one) for one in found] == ["three is added", "two is removed"]


def test_a_change_of_type_only(configure: Configure) -> None:
    """`true` is not 1, though Python says so."""
    (found,) = difference(configure("streams: {a: {b: 1}}"), configure("streams: {a: {b: true}}"))
    assert sentence(found) == "a: b: 1 -> true"


def test_a_setting_that_comes_or_goes(configure: Configure) -> None:
    """The side that lacks it is told from null."""
    one, other = configure("streams: {a: {b: 1}}"), configure("streams: {a: {}}")
    assert [sentence(found) for found in difference(one, other)] == ["a: b: 1 -> (none)"]
    assert [sentence(found) for found in difference(other, one)] == ["a: b: (none) -> 1"]


def test_the_order_of_regexes(configure: Configure) -> None:
    """The first that matches counts, so their order is told; that of names is nothing."""
    lines = BASE.splitlines()
    swapped = "\n".join([*lines[:5], lines[6], lines[5]])
    assert reordered(configure(BASE), configure(swapped)) == ["/^s/", "/^r/"]
    swapped = "\n".join([*lines[:3], lines[4], lines[3], *lines[5:]])
    assert reordered(configure(BASE), configure(swapped)) == []


@given(
    st.dictionaries(st.sampled_from("abc"), st.sampled_from([1, True, None, "x", [1], {}])),
    st.dictionaries(st.sampled_from("abc"), st.sampled_from([1, True, None, "x", [1], {}])),
)
def test_a_difference_is_empty_for_equals_only(one: dict, other: dict) -> None:  # type: ignore[type-arg]
    """And backwards it names the same streams and settings."""
    made = [Configuration({"s": Entry("s", each, ())}) for each in (one, other)]
    there, back = difference(*made), difference(made[1], made[0])
    equal = one == other and all(type(one[key]) is type(other[key]) for key in one)
    assert (there == []) is equal
    assert [{each.tokens for each in change.changes} for change in there] == [
        {each.tokens for each in change.changes} for change in back
    ]
