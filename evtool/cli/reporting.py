"""`--format` and `-o/--output` of the commands that check.

Both options may be repeated: `--format sarif -o out.sarif --format github` writes a file
and speaks to GitHub Actions at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import click
from click.core import augment_usage_errors
from click.shell_completion import CompletionItem

from evtool.cli.base import Command
from evtool.report import BUILT_IN, reports

AUTO = "auto"
"""The format that fits the place: annotations in GitHub Actions, else the default."""


@dataclass(frozen=True, slots=True)
class Output:
    """One report to make: its format, None for the default, and its file, None for stdout."""

    form: str | None = None
    file: str | None = None


def report_options() -> list[click.Option]:
    """The two options, for `ReportingCommand`."""
    return [
        click.Option(
            ["--format"], multiple=True, metavar="FORMAT", callback=_known,
            shell_complete=_completed,
            help=f"{', '.join(BUILT_IN)}, or {AUTO}: github in GitHub Actions. May be repeated. "
            "[default: full on a terminal, concise in a pipe]",
        ),
        click.Option(
            ["-o", "--output"], multiple=True, metavar="FILE",
            help="Write the format named before it to FILE instead of stdout.",
        ),
    ]  # fmt: skip


def _known(
    _context: click.Context, _parameter: click.Parameter, names: Sequence[str]
) -> Sequence[str]:
    """Accept known formats; a misspelt one is answered with the nearest."""
    for name in names:
        if name not in BUILT_IN and name not in _names():
            from evtool.config import nearest

            raise click.BadParameter(f"no format {name!r}; {nearest(name, _names())}")
    return names


def _completed(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return [CompletionItem(name) for name in _names() if name.startswith(incomplete)]


def _names() -> list[str]:
    return [*reports(), AUTO]


class ReportingCommand(Command):
    """A command that reports findings: its function takes `outputs`, a tuple of `Output`."""

    def __init__(self, *arguments: Any, **how: Any) -> None:
        how["params"] = [*(how.get("params") or []), *report_options()]
        super().__init__(*arguments, **how)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Pair formats with files by the order in which they were given."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        rest = super().parse_args(ctx, args)
        forms, files = ctx.params.pop("format"), ctx.params.pop("output")
        if not ctx.resilient_parsing:
            names = [one.name for one in order if one.name in ("format", "output")]
            with augment_usage_errors(ctx):
                ctx.params["outputs"] = pair(in_turn(names, forms, files))
        return rest


def in_turn(
    names: Sequence[str | None], forms: Sequence[str], files: Sequence[str]
) -> list[Output]:
    """Formats and files, each alone, as they were given.

    Those that the environment gives are in no order: formats then come first.
    """
    turns = ["format"] * (len(forms) - names.count("format"))
    turns += [str(name) for name in names]
    turns += ["output"] * (len(files) - names.count("output"))
    next_form, next_file = iter(forms), iter(files)
    return [
        Output(form=next(next_form)) if name == "format" else Output(file=next(next_file))
        for name in turns
    ]


def pair(given: Sequence[Output]) -> tuple[Output, ...]:
    """Give each file to the format before it, or the one after it if that has one.

    Raises:
        UsageError: A file without a format of its own, two formats for stdout, or two
            for one file.
    """
    made: list[Output] = []
    waiting: str | None = None
    for one in given:
        if one.form is not None:
            made.append(replace(one, file=waiting))
            waiting = None
        elif made and made[-1].file is None:
            made[-1] = replace(made[-1], file=one.file)
        elif waiting is None:
            waiting = one.file
        else:
            raise _unpaired(waiting)
    if waiting is not None and made:
        raise _unpaired(waiting)
    outputs = tuple(replace(one, file=_file(one.file)) for one in made or [Output(file=waiting)])
    _refuse_shared(outputs)
    return outputs


def _file(name: str | None) -> str | None:
    return None if name == "-" else name


def _unpaired(file: str) -> click.UsageError:
    return click.UsageError(f"-o {file} has no --format of its own")


def _refuse_shared(outputs: Sequence[Output]) -> None:
    seen: set[str | None] = set()
    for one in outputs:
        if one.file in seen:
            where = one.file or "stdout"
            raise click.UsageError(f"two formats would go to {where}: give one another -o FILE")
        seen.add(one.file)
