"""Which streams a connector takes, and the topics that carry them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from evtool.connectors.batch import Delivery
from evtool.connectors.selection import Selection, check_patterns, select, unmatched
from evtool.document import parse_document
from evtool.errors import EvtoolError
from evtool.log.record import Record
from evtool.streams.build import build
from evtool.streams.configuration import Configuration, Options
from evtool.streams.file import read_stream_file

STREAMS = {
    "page.view": {"schema_title": "page/view", "topic_prefixes": ["dc1.", "dc2."]},
    "page.edit": {"schema_title": "page/edit", "consumers": {"files": {"enabled": True}}},
    "shop.order": {"schema_title": "shop/order", "consumers": {"files": {"enabled": False}}},
    "shop.view": {"schema_title": "shop/view", "topics": ["shared"]},
    "shop.click": {"schema_title": "shop/click", "topics": ["shared"]},
    "/^job\\..+/i": {"schema_title": "job/run"},
}


def _streams(value: dict[str, Any]) -> Configuration:
    document = parse_document(
        yaml.safe_dump({"streams": value}, sort_keys=False).encode(), Path("streams.yaml")
    )
    return build([read_stream_file(document)], Options(), [])


def _select(*patterns: str) -> Selection:
    return select("files", patterns, _streams(STREAMS))


def _wanted(selection: Selection, topic: str, stream: str) -> bool:
    value = json.dumps({"meta": {"stream": stream}}).encode()
    return selection.delivery(Delivery(Record(topic, 0, 0, 0, None, (), value)))


def test_a_stream_attaches_itself() -> None:
    """Without patterns only those streams are read that name the connector."""
    selection = _select()
    assert selection.streams == ("page.edit",)
    assert selection.topics == ("page.edit",)
    assert selection.reads("page.edit")
    assert not selection.reads("page.view")


def test_patterns_take_streams_with_all_their_topics() -> None:
    """A pattern is about names of streams; what is read are the topics of these."""
    selection = _select("page.*")
    assert selection.streams == ("page.view", "page.edit")
    assert selection.topics == ("dc1.page.view", "dc2.page.view", "page.edit")
    assert selection.by_topic["dc1.page.view"] == "page.view"


def test_a_stream_can_refuse() -> None:
    """`enabled: false` counts more than a pattern, even that for all."""
    assert "shop.order" not in _select("shop.*").streams
    everything = _select("*")
    assert everything.everything
    assert everything.subscription == ()
    assert not _wanted(everything, "shop.order", "shop.order")
    assert _wanted(everything, "never.configured", "never.configured")


def test_topics_may_be_shared() -> None:
    """Of a topic with several streams only the events of the wanted ones are taken."""
    selection = _select("shop.view")
    assert "shared" in selection.topics
    assert _wanted(selection, "shared", "shop.view")
    assert not _wanted(selection, "shared", "shop.click")


def test_regexes_of_streams_become_regexes_of_topics() -> None:
    """A stream that is a regex stands for all topics that it matches, with its flags."""
    selection = _select("/job/")
    assert selection.reads("JOB.nightly")
    assert not selection.reads("page.view")


def test_names_without_configuration_are_topics() -> None:
    """A name that is not configured is read as a topic; so are patterns where nothing is."""
    assert _select("other").reads("other")
    alone = select("files", ("shop.*", "/^x/"), _streams({}))
    assert [alone.reads(topic) for topic in ("shop.a", "x.y", "a.shop.b")] == [True, True, False]


def test_nothing_is_not_everything() -> None:
    """A connector without streams has an empty selection."""
    selection = select("other", (), _streams(STREAMS))
    assert selection.is_empty
    assert not selection.reads("page.view")


def test_misspelt_streams_are_found() -> None:
    """A name or pattern that fits nothing is told."""
    found = unmatched(("page.veiw", "page.*", "*", "job.x", "/nope/"), _streams(STREAMS))
    assert found == ["page.veiw", "/nope/"]


@pytest.mark.parametrize("pattern", ["", "/(/", "/x"])
def test_patterns_that_are_none_are_refused(pattern: str) -> None:
    """They are told when the configuration is read."""
    with pytest.raises(EvtoolError):
        check_patterns([pattern])
