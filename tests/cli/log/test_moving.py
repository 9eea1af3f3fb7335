"""`evtool log export` and `import`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.log.record import Entry, TopicPartition
from evtool.log.sqlite.log import SqliteLog

Evtool = Callable[..., Any]


def test_a_log_moves_whole(evtool: Evtool, filled: SqliteLog, workspace: Path) -> None:
    """Export and import make the same log: values digit for digit, keys, headers, times."""
    odd = [
        Entry("odd", b"no json\n", 5, b"\xff", (("h", b"\xfe"), ("h", b"t"))),
        Entry("odd", b'{"a":1.0e5, "a": 2,\n "b": 1}', 6, b""),
        Entry("odd", b'{"a":1.0e5, "a": 2, "big": 18446744073709551616}', 6, b"", (), 3),
        Entry("odd", b"\xff\xfe", -7),
        Entry("odd", b'"\xe2\x80\xa8"', -7),
    ]
    filled.append(odd)
    done = evtool("log", "export", "-o", "all.jsonl")
    assert done.code == 0
    assert "18 records" in done.err
    done = evtool("log", "import", "all.jsonl", "--log", "sqlite:copy.db")
    assert done.code == 0, done.err
    copy = SqliteLog(workspace / "copy.db")
    assert copy.topics() == filled.topics()
    for place, marks in filled.topics().items():
        assert copy.read(place, 0, marks.next) == filled.read(place, 0, marks.next)
    copy.close()


@pytest.mark.usefixtures("filled")
def test_a_part_is_exported(evtool: Evtool) -> None:
    """Streams and times; the values alone if asked."""
    done = evtool(
        "log", "export", "page.change",
        "--from", "2024-05-01T12:00:03Z", "--to", "2024-05-01T12:00:05Z",
    )  # fmt: skip
    rows = [json.loads(line) for line in done.lines]
    assert sorted(row["value"]["page_id"] for row in rows) == [3, 4]
    assert {row["topic"] for row in rows} == {"codfw.page.change", "eqiad.page.change"}
    assert rows[0]["key"] in {"k3", "k4"}
    values = evtool("log", "export", "shop.order", "--values").lines
    assert values == ['{"n": 123456789012345678901234567890, "x": "\\u00e4"}']


@pytest.mark.usefixtures("filled")
def test_an_export_of_nothing_is_told(evtool: Evtool) -> None:
    """A wrong name, or another log than was meant; the answer is empty all the same."""
    done = evtool("log", "export", "page.chnage")
    assert (done.code, done.lines) == (0, [])
    assert "no topic matches" in done.err
    assert "the log is empty" in evtool("log", "export", "--log", "sqlite:other.db").err


@pytest.mark.usefixtures("filled")
def test_an_export_that_fails_leaves_no_file(evtool: Evtool) -> None:
    """The file is there whole, or not at all."""
    done = evtool("log", "export", "-o", "/proc/nowhere/x.jsonl")
    assert done.code == 2


def test_plain_events_go_to_the_topic_of_their_stream(evtool: Evtool, log: SqliteLog) -> None:
    """By the stream configuration; an unknown stream is its own topic; the time is theirs."""
    lines = [
        '{"meta": {"stream": "page.change", "dt": "2024-05-01T12:00:00Z"}, "n": 1.50}',
        "",
        '{"meta": {"stream": "other"}}',
    ]
    done = evtool("log", "import", stdin="\n".join(lines))
    assert done.code == 0, done.err
    records = log.read(TopicPartition("eqiad.page.change"), 0)
    assert [record.value for record in records] == [lines[0].encode()]
    assert records[0].timestamp == 1_714_564_800_000
    assert log.topics()[TopicPartition("other")].next == 1


def test_bad_lines_are_told_and_the_rest_goes_in(evtool: Evtool, log: SqliteLog) -> None:
    """Each with its number; exit code 1."""
    lines = [
        '{"n": 1}', "{", "[1]", '{"n": 2}', '{"topic": "a b", "timestamp": 1, "value": 1}',
        '{"topic": "t", "timestamp": "x", "value": 1}', "\xff", "[" * 100_000,
    ]  # fmt: skip
    done = evtool("log", "import", "--topic", "t", stdin="\n".join(lines))
    assert done.code == 1
    told = [line.split(":")[0] for line in done.err.splitlines() if line.startswith("line ")]
    assert told == [f"line {number}" for number in (2, 3, 6, 7, 8)]
    assert log.topics()[TopicPartition("t")].next == 3
    done = evtool("log", "import", stdin='{"n": 1}')
    assert done.code == 1
    assert "meta.stream" in done.err


def test_an_import_goes_on_where_it_failed(evtool: Evtool, log: SqliteLog, workspace: Path) -> None:
    """--from-line passes over what is there already."""
    (workspace / "e.jsonl").write_text('{"n": 1}\n{"n": 2}\n{"n": 3}\n')
    evtool("log", "import", "e.jsonl", "--topic", "t", "--from-line", "3")
    assert [record.value for record in log.read(TopicPartition("t"), 0)] == [b'{"n": 3}']
    assert evtool("log", "import", "none.jsonl").code == 2


@pytest.mark.parametrize("target", ["file:out.jsonl", "stdout:"])
@pytest.mark.usefixtures("filled")
def test_events_go_into_other_logs(evtool: Evtool, workspace: Path, target: str) -> None:
    """Whatever can be appended to."""
    evtool("log", "export", "shop.order", "-o", "x.jsonl")
    done = evtool("log", "import", "x.jsonl", "--log", target)
    assert done.code == 0
    if target.startswith("file"):
        assert (workspace / "out.jsonl").read_text().count("\n") == 1
