"""What every appender does, also those that cannot be read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.log.address import open_appender
from evtool.log.event_log import EntryRefused
from evtool.log.record import Entry

ADDRESSES = ("file:out.jsonl", "stdout:", "sqlite:log.db", "memory:")
Lines = Callable[[str], list[str]]


@pytest.fixture
def lines(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Lines:
    """Give a function that returns the lines that an appender of lines has written."""

    def read(address: str) -> list[str]:
        if address == "stdout:":
            return capfdbinary.readouterr().out.decode().splitlines()
        return (tmp_path / "out.jsonl").read_text().splitlines()

    return read


@pytest.mark.parametrize("address", ADDRESSES)
def test_entries_are_taken(address: str, tmp_path: Path) -> None:
    """Some, none, and some more; closing twice is fine."""
    appender = open_appender(address, tmp_path)
    appender.append([Entry("a", b"1", 1), Entry("b", b"2", 2, b"k", (("h", b"v"),))])
    appender.append([])
    appender.append([Entry("a", b"3", 3)])
    appender.close()
    appender.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_names_of_topics_are_checked(address: str, tmp_path: Path) -> None:
    """No appender takes a topic that another one could not hold."""
    with pytest.raises(EntryRefused):
        open_appender(address, tmp_path).append([Entry("no topic", b"1", 1)])


@pytest.mark.parametrize("address", ["file:out.jsonl", "stdout:"])
def test_a_value_is_one_line(address: str, tmp_path: Path, lines: Lines) -> None:
    """Newlines between tokens become blanks, so that each line is one event."""
    appender = open_appender(address, tmp_path)
    appender.append([Entry("a", b'{"a": 1}', 1), Entry("b", b'{\n"b":\r\n2}', 2)])
    appender.append([Entry("a", b"[]", 3)])
    appender.close()
    assert lines(address) == ['{"a": 1}', '{ "b":  2}', "[]"]
