"""The rates of streams."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evtool.document import parse_document
from evtool.intake.rate.config import RateConfig
from evtool.intake.rate.streams import StreamRates, rate_of
from evtool.streams.build import build
from evtool.streams.configuration import Configuration, Options
from evtool.streams.file import read_stream_file


def streams(rate: float) -> Configuration:
    """A stream with a rate, and one without."""
    text = f"streams: {{a: {{producers: {{intake: {{rate: {{events: {rate}}}}}}}}}, b: {{}}}}"
    document = parse_document(text.encode(), Path("streams.yaml"))
    return build([read_stream_file(document)], Options())


def test_a_bucket_outlives_a_reload() -> None:
    """As full as it is, while its rate stays; a new rate is a new bucket."""
    rates = StreamRates()
    rates.use(None, streams(1))
    name, bucket = rates.find("a")
    assert name == "a"
    assert rates.find("b") == ("b", None)
    assert rates.find("c") == rates.find(None) == ("other", None)
    rates.use(RateConfig(5.0), streams(1))
    assert rates.find("a")[1] is bucket
    assert rates.find("b")[1] is not None
    rates.use(None, streams(2))
    assert rates.find("a")[1] is not bucket
    assert rates.is_used
    rates.use(None, None)
    assert not rates.is_used


@pytest.mark.parametrize(
    "rate", [None, 5, {}, {"events": 0}, {"events": -1}, {"events": True}, {"events": "1"}]
)
def test_what_is_no_rate_limits_nothing(rate: Any) -> None:
    """The settings are checked elsewhere."""
    assert rate_of({"producers": {"intake": {"rate": rate}}}) is None


def test_a_wrong_burst_is_left_out() -> None:
    """The rate still counts."""
    made = rate_of({"producers": {"intake": {"rate": {"events": 2.5, "burst": "x"}}}})
    assert made == RateConfig(2.5)
    assert made.depth == 3
