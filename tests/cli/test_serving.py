"""The log of services as people and programs read it."""

from __future__ import annotations

import logging

from evtool.cli.serving import TextLines


def test_a_hint_is_a_line_of_its_own() -> None:
    """The time, the sentence, and the repair where there is one."""
    record = logging.makeLogRecord(
        {"msg": "%s is away", "args": ("db",), "levelname": "ERROR", "fields": {"hint": "start it"}}
    )
    first, second = TextLines().format(record).splitlines()
    assert first.endswith("db is away")
    assert second.strip() == "help: start it"
    assert len(TextLines().format(logging.makeLogRecord({"msg": "fine"})).splitlines()) == 1
