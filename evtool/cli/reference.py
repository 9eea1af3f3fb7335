"""Writes the reference pages from the commands and the configuration themselves.

`python -m evtool.cli.reference docs/reference` writes them, `--check` fails where they
are out of date; a test does the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from evtool.cli.connector_reference import connectors_page
from evtool.cli.main import cli
from evtool.configuration import file_schema
from evtool.rules.registry import rules
from evtool.rules.rule import Rule

WIDTH = 88


def pages() -> dict[str, str]:
    """Every generated page: file name -> text."""
    schema = json.dumps(file_schema(), indent=2)
    return {
        "commands.md": _commands_page(),
        "rules.md": _rules_page(),
        "connectors.md": connectors_page(),
        "evtool.schema.json": f"{schema}\n",
    }


def commands(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, click.Context]]:
    """Every visible command below one, itself first: its full name and its context."""
    context = command.make_context(name, ["--help"], parent, resilient_parsing=True)
    context.terminal_width = context.max_content_width = WIDTH
    yield context.command_path, context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None:
                yield from commands(found, below, context)


def _commands_page() -> str:
    parts = [
        "# Commands",
        "",
        "Written by `make docs` from the commands: `evtool COMMAND --help` says the same.",
    ]
    for path, context in commands(cli, "evtool"):
        depth = "#" * min(path.count(" ") + 2, 4)
        parts += ["", f"{depth} {path}", "", "```text", context.get_help(), "```"]
    return "\n".join(parts) + "\n"


def _rules_page() -> str:
    known = rules().values()
    parts = ["# Rules", "", "Written by `make docs`: `evtool rules ID` says the same.", ""]
    parts += ["| rule | severity | what it asks for |", "|---|---|---|"]
    for one in known:
        summary = " ".join(one.documentation.summary.split())
        parts.append(f"| [{one.id}](#{_anchor(one)}) | {one.severity} | {summary} |")
    for one in known:
        parts += ["", f"## {one.id}", "", f"*{one.severity}*", "", one.documentation.markdown()]
    return "\n".join(parts) + "\n"


def _anchor(rule: Rule) -> str:
    """The link to a heading, as code hosts make it."""
    return rule.id.replace(".", "")


def main(folder: Path, *, check: bool) -> int:
    """Write the pages, or compare them with what is there."""
    stale = []
    for name, text in pages().items():
        path = folder / name
        if check and (not path.exists() or path.read_text() != text):
            stale.append(name)
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if stale:
        click.echo(f"out of date: {', '.join(stale)}; run `make docs`", err=True)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), check="--check" in sys.argv))
