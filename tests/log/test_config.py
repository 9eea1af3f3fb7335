"""The `log` section of evtool.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.errors import ConfigurationError
from evtool.log.config import LogConfig
from evtool.log.retention import Limit
from evtool.workspace import load_workspace


def load(folder: Path, section: str) -> LogConfig:
    """The section as a workspace has it."""
    path = folder / "evtool.yaml"
    path.write_text(f"version: 1\n{section}\n", encoding="utf-8")
    return load_workspace(path).section("log", LogConfig)


def test_a_text_is_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With variables, as everywhere; nothing said is the SQLite log."""
    monkeypatch.setenv("WHERE", "/var/x.db")
    assert load(tmp_path, "log: sqlite:${WHERE}").address == "sqlite:/var/x.db"
    assert load(tmp_path, "").address == "sqlite:.evtool/log.db"


def test_limits_are_by_topic(tmp_path: Path) -> None:
    """The first pattern that fits counts, else the limits of all."""
    config = load(
        tmp_path,
        "log: {partitions: 3, options: {linger.ms: 5}, retention: {age: 30d, topics:"
        " {a: {bytes: 1kB}, /^a/: {age: 1h}}}}",
    )
    retention = config.retention.retention()
    assert retention.limit("a") == Limit(size=1000)
    assert retention.limit("ab") == Limit(age=3_600_000)
    assert retention.limit("x") == Limit(age=2_592_000_000)
    assert config.options == {"linger.ms": 5}
    assert config.partitions == 3


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("log: redis:x", "log: 'redis:x' is no address"),
        ("log: {address: nothing}", "log.address: 'nothing' is no address"),
        ("log: 'sqlite:'", "does not say where"),
        ("log: {adress: 'memory:'}", "unknown key 'adress'"),
        ("log: {partitions: 0}", "log.partitions"),
        ("log: {retention: {age: soon}}", "log.retention.age: 'soon' is no amount"),
        ("log: {retention: {topics: {a: {bytes: much}}}}", "log.retention.topics.a.bytes"),
        ("log: {retention: {topics: {/(/: {age: 1d}}}}", "is no regex"),
        ("log: [a]", "must be a map"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, section: str, words: str) -> None:
    """With the way to them, and a repair."""
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, section)
    assert words in caught.value.message
    assert caught.value.place is not None
