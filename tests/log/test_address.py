"""Which log an address means."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evtool.errors import EvtoolError
from evtool.log.address import open_appender, open_log
from evtool.log.event_log import LogError
from evtool.log.record import Entry


def test_paths_start_at_the_workspace(tmp_path: Path) -> None:
    """Folders are made by the first append, not by opening."""
    log = open_log("sqlite:some/log.db", tmp_path)
    assert not (tmp_path / "some").exists()
    log.append([Entry("a", b"x", 1)])
    assert (tmp_path / "some" / "log.db").is_file()
    log.close()


@pytest.mark.parametrize("address", ["", "log.db", "http://x", "sqlite:", "file:", "kafka:"])
def test_no_such_address(tmp_path: Path, address: str) -> None:
    """The hint says how one begins."""
    with pytest.raises(LogError) as caught:
        open_appender(address, tmp_path)
    assert "sqlite:" in str(caught.value.hint) or address.rstrip(":") in str(caught.value.hint)


def test_lines_cannot_be_read_again(tmp_path: Path) -> None:
    """A file is for appending only."""
    with pytest.raises(LogError, match="cannot be read again"):
        open_log("file:x.jsonl", tmp_path)


def test_kafka_needs_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the error says what to install."""
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    for name in [name for name in sys.modules if name.startswith("evtool.log.kafka")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(EvtoolError) as caught:
        open_log("kafka:localhost:9092", tmp_path).append([])
    assert "evtool[kafka]" in str(caught.value.hint)
