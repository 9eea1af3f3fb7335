"""`evtool event send`: events to a running intake."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import counter, near, say, talk
from evtool.cli.event.example import complete_subject
from evtool.cli.event.files import named, opened
from evtool.cli.event.sample import sample_of
from evtool.cli.event.target import intake_url
from evtool.intake.client.backoff import Backoff
from evtool.intake.client.connection import IntakeConnection
from evtool.intake.client.reading import read_events
from evtool.intake.client.reply import Refused
from evtool.intake.client.sending import ARRAY, LINES, Manner, Sender
from evtool.intake.client.text import Text
from evtool.schema.canonical.one_line import dump_json_line

Source = tuple[Path, Iterator[Text]]


@click.command(cls=Command)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--url", metavar="URL", help="The intake.  [default: intake.host, intake.port]")
@click.option(
    "--example", "subject", metavar="STREAM|SCHEMA", shell_complete=complete_subject,
    help="Send an example of it, as `evtool event example` prints it, instead of files.",
)  # fmt: skip
@click.option(
    "--count", type=click.IntRange(1), default=1, show_default=True, metavar="N",
    help="How many examples.",
)  # fmt: skip
@click.option(
    "--batch", type=click.IntRange(1, 10_000), default=100, show_default=True, metavar="N",
    help="Events in one request.",
)  # fmt: skip
@click.option("--array", is_flag=True, help="Send JSON arrays, for services without JSON lines.")
@click.option("--key", metavar="KEY", help="The API key; better set as EVTOOL_EVENT_KEY.")
@click.option("--hasty", is_flag=True, help="Do not wait for the outcome: nothing is reported.")
@click.option("-n", "--dry-run", is_flag=True, help="Ask whether it would be accepted only.")
@click.option(
    "--retries", type=click.IntRange(0, 100), default=5, show_default=True, metavar="N",
    help="How often a request is sent again when the intake is busy or away.",
)  # fmt: skip
@pass_invocation
def send(run: Invocation, /, files: tuple[str, ...], url: str | None, **how: Any) -> int:
    """Send events to a running intake, and say what it refuses.

    A FILE holds JSON lines, an array of events, or JSON one after another; - is stdin.
    What the intake puts off (429, 503, no answer) is sent again, later and later; an event
    may then be there twice, with the same meta.id if it has one. Exit 1 if an event is
    refused, 2 if the intake cannot be reached.

    \b
    Examples:
      evtool event send events.jsonl
      evtool event send --example page.change --count 10
      evtool event send --url https://intake.example.org --batch 500 < events.jsonl
      evtool event send events.json --dry-run
    """
    if how["subject"] and files:
        raise click.UsageError("--example takes the place of files: name one or the other")
    started = time.monotonic()
    with (
        IntakeConnection(url or intake_url(run), _headers(how["key"])) as connection,
        counter("sent") as moved,
    ):
        places = _Places()
        backoff = Backoff(retries=how["retries"])
        sender = Sender(connection, _manner(how), backoff, places.tell, moved)
        for path, texts in _sources(run, files, how):
            places.path = path
            sender.send(texts)
    _sum_up(sender, connection.url, how, time.monotonic() - started)
    return 1 if sender.refused else 0


class _Places:
    """Says which event is refused, by file and line."""

    path: Path

    def tell(self, refused: Refused) -> None:
        place = f"{near(self.path)}:{refused.text.line}"
        say(f"{place}: {refused.reason} {' '.join(refused.message.split())}")


def _sources(run: Invocation, files: Sequence[str], how: dict[str, Any]) -> Iterator[Source]:
    if how["subject"]:
        yield Path("<example>"), _examples(run, how["subject"], how["count"])
        return
    for name in named(files):
        with opened(run, name) as (path, stream):
            yield path, read_events(stream)


def _examples(run: Invocation, subject: str, count: int) -> Iterator[Text]:
    """Examples, each with an identifier that no event had before."""
    for number, event in enumerate(sample_of(run, subject).events(count), start=1):
        meta = event["meta"]
        new = {"id": str(uuid.uuid4())} if "id" in meta else {}
        line = dump_json_line({**event, "meta": {**meta, **new}})
        yield Text(line.encode(), number)


def _headers(key: str | None) -> dict[str, str]:
    return {"x-api-key": key} if key else {}


def _manner(how: dict[str, Any]) -> Manner:
    asked = {name: "true" for name in ("hasty", "dry_run") if how[name]}
    return Manner(how["batch"], ARRAY if how["array"] else LINES, urlencode(asked))


def _sum_up(sender: Sender, url: str, how: dict[str, Any], seconds: float) -> None:
    refused = f", {sender.refused:,} refused" if sender.refused else ""
    if how["hasty"] and not how["dry_run"]:
        told = f"sent to {url}{refused}"
    else:
        verb = "would be accepted" if how["dry_run"] else "accepted"
        told = f"{verb}{refused} by {url}"
    talk(f"{sender.accepted:,} events {told} ({seconds:.1f} s)")
