"""`evtool streams`: what people see of their streams."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

STREAMS = r"""
defaults:
  destination_event_service: main
  topic_prefixes: [dc1.]
  consumers: {lake: {enabled: true}, hive: {enabled: false}}
streams:
  page.change:
    schema_title: page/change
    description: Every change.
    owner: wiki
    sample: {unit: session, rate: 0.1}
  /^job\..+/: {schema_title: a/job, topic_prefixes: null}
overrides:
  streams:
    +private: {page.change: {sample: {rate: 1}}}
"""
SECTION = """
streams: {files: [streams.yaml]}
connectors:
  archive: {type: parquet, streams: ['page.*']}
  other: {type: parquet, streams: ['x.*']}
"""


@pytest.fixture
def streams(workspace: Path) -> Path:
    """Give a workspace with two streams; the path of the stream file."""
    with (workspace / "evtool.yaml").open("a", encoding="utf-8") as file:
        file.write(SECTION)
    path = workspace / "streams.yaml"
    path.write_text(STREAMS, encoding="utf-8")
    return path


def test_list(evtool: Callable[..., Any], streams: Path) -> None:
    """A line a stream, with what is in effect."""
    assert streams.exists()
    made = evtool("streams", "list")
    assert made.code == 0
    assert [line.split("\t") for line in made.lines] == [
        ["page.change", "page/change", "main", "0.1 session", "", "lake", "wiki"],
        [r"/^job\..+/", "a/job", "main", "", "", "lake", ""],
    ]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["page.*"], ["page.change"]),
        (["chang"], ["page.change"]),
        (["job.run"], [r"/^job\..+/"]),
        (["nothing"], []),
        (["--schema", "a/job"], [r"/^job\..+/"]),
        (["--where", "sample.rate < 0.5"], ["page.change"]),
        (["--where", "not topics has 'dc1.page.change'"], [r"/^job\..+/"]),
        (["--environment", "private", "--where", "sample.rate = 1"], ["page.change"]),
    ],
)
def test_choosing(
    evtool: Callable[..., Any], streams: Path, arguments: list[str], names: list[str]
) -> None:
    """By parts of names, by schema, by settings, in an environment."""
    assert streams.exists()
    assert evtool("streams", "list", *arguments, "--format", "plain").lines == names


def test_show(evtool: Callable[..., Any], streams: Path) -> None:
    """What follows from the settings, and where each of them stands."""
    assert streams.exists()
    made = evtool("streams", "show", "page.change", "--environment", "private")
    assert made.code == 0
    for line in (
        "  about       Every change.",
        "  schema      page/change@1.0.0",
        "  topics      dc1.page.change",
        "  consumers   lake",
        "  connectors  archive",
        "sample.rate\t1\tentry +private\tstreams.yaml:15",
        'sample.unit\t"session"\tentry\tstreams.yaml:11',
        'topic_prefixes\t["dc1."]\tdefault\tstreams.yaml:4',
    ):
        assert line in made.lines
    value = json.loads(evtool("streams", "show", "job.a", "--format", "json").out)
    assert (value["entry"], value["latest"], value["topics"]) == (r"/^job\..+/", None, ["job.a"])
    assert value["settings"][-1]["origin"] == "name"
    text = evtool("streams", "show", "job.a").out
    assert "a/job (not in this workspace)" in text
    assert r"entry       /^job\..+/" in text


def test_an_unknown_stream(evtool: Callable[..., Any], streams: Path) -> None:
    """It is answered with the nearest."""
    assert streams.exists()
    made = evtool("streams", "show", "page.chnge")
    assert made.code == 2
    assert "did you mean page.change?" in made.err


def test_diff(
    evtool: Callable[..., Any], streams: Path, git: Callable[..., str], commit: Callable[..., str]
) -> None:
    """What changed since a commit, for whom; streams that change alike stand together."""
    folder = streams.parent
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, {})
    assert evtool("streams", "diff", "HEAD", "--exit-code").code == 0
    text = STREAMS.replace("rate: 0.1", "rate: 0.5").replace("Service: main", "service: main")
    streams.write_text(text.replace("streams:\n  page", "streams:\n  new: {}\n  page", 1))
    made = evtool("streams", "diff", "HEAD", "--exit-code")
    assert made.code == 1
    assert made.lines == [
        "+ new",
        "    clients: every producer",
        "    services: main",
        "    consumers: lake",
        "~ page.change",
        "    sample.rate: 0.1 -> 0.5",
        "    clients: clients that sample",
        "1 added, 1 changed",
    ]
    value = json.loads(evtool("streams", "diff", "HEAD", "--format", "json").out)
    assert value["streams"][1]["settings"] == [{"pointer": "/sample/rate", "old": 0.1, "new": 0.5}]
    streams.write_text(STREAMS.replace("service: main", "service: other"))
    lines = evtool("streams", "diff", "HEAD").lines
    assert lines[:2] == [
        r"~ page.change, /^job\..+/",
        '    destination_event_service: "main" -> "other"',
    ]
    assert evtool("streams", "diff", "nowhere").code == 2


def test_diff_needs_git(evtool: Callable[..., Any], streams: Path) -> None:
    """Without it there is nothing to compare with."""
    assert streams.exists()
    made = evtool("streams", "diff", "HEAD")
    assert (made.code, "no git repository" in made.err) == (2, True)


def test_what_is_left_out_is_told(evtool: Callable[..., Any], streams: Path) -> None:
    """The rest is shown all the same."""
    streams.write_text(STREAMS + "\n")
    bad = "".join(f"  bad{number}: 5\n" for number in range(12))
    streams.write_text(STREAMS.replace("  /^job", bad + "  /^job"))
    made = evtool("streams", "list", "--format", "plain")
    assert made.lines == ["page.change", r"/^job\..+/"]
    assert "streams.yaml:12:3: the entry bad0 must be a map of settings, not a number" in made.err
    assert "2 more problems" in made.err


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("streams: [", (), "not YAML"),
        ("streams: 5", (), "streams must be a map"),
        (STREAMS, ("--environment", "privat"), "no overrides for the environment 'privat'"),
        (STREAMS, ("--where", "a ="), "a value is missing"),
    ],
)
def test_what_cannot_be_shown(
    evtool: Callable[..., Any], streams: Path, text: str, arguments: tuple[str, ...], said: str
) -> None:
    """It ends with 2 and the repair."""
    streams.write_text(text)
    made = evtool("streams", "list", *arguments)
    assert made.code == 2
    assert said in made.err


@pytest.mark.parametrize("command", ["list", "serve"])
def test_no_stream_files(evtool: Callable[..., Any], command: str) -> None:
    """The line to add is told."""
    made = evtool("streams", command)
    assert made.code == 2
    assert "streams: {files: [streams.yaml]}" in made.err


def test_the_samples(evtool: Callable[..., Any], samples: Path, tmp_path: Path) -> None:
    """The streams that come with the schemas can all be shown."""
    path = Path(__file__).parents[2] / "schema-repos/streams.yaml"
    text = (samples / "evtool.yaml").read_text(encoding="utf-8")
    (tmp_path / "evtool.yaml").write_text(f"{text}streams: {{files: ['{path}']}}\n")
    names = evtool("-C", tmp_path, "streams", "list", "--format", "plain").lines
    assert {"page.change", "checkout.order", "checkout.order_v2", "eventgate.error"} <= set(names)
    for name in names:
        made = evtool("-C", tmp_path, "streams", "show", name, "--format", "json")
        value = json.loads(made.out)
        assert value["latest"], name
        assert value["owner"], name
