"""What all commands share: lazy groups, the common options, and what a run knows."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from evtool.errors import EvtoolError
from evtool.workspace import Workspace, default_workspace, find_workspace

current_run: ContextVar[Invocation | None] = ContextVar("current_run", default=None)
"""The run of this process: errors are shown when click has forgotten its own context."""


@dataclass
class Invocation:
    """What one run of evtool was told: where, how loud, in which colors."""

    directory: Path = field(default_factory=Path.cwd)
    config: Path | None = None
    verbosity: int = 0
    color: str = "auto"
    offline: bool = False

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace of the run.

        Raises:
            ConfigurationError: There is none, or its file is wrong.
        """
        from evtool.cli.console import warn

        found = find_workspace(self.directory, self.config)
        for warning in found.warnings:
            warn(warning)
        return found

    @property
    def workspace_or_default(self) -> Workspace:
        """The workspace, or the folder itself as one where nothing is configured."""
        from evtool.errors import ConfigurationError

        try:
            return self.workspace
        except ConfigurationError as error:
            if error.place is None and self.config is None:
                return default_workspace(self.directory)
            raise

    def path(self, name: str) -> Path:
        """A path that the user gave, seen from `--directory`."""
        return Path(self._normal(self.directory / name))

    @staticmethod
    def _normal(path: Path) -> str:
        import os

        return os.path.normpath(os.path.abspath(path))  # noqa: PTH100 - links stay links


pass_invocation = click.make_pass_decorator(Invocation, ensure=True)


def _store(name: str) -> Any:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value not in (None, False, 0):
            setattr(context.ensure_object(Invocation), name, value)

    return callback


def _directory(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    run = context.ensure_object(Invocation)
    run.directory = (run.directory / value).absolute()
    if not run.directory.is_dir():
        raise EvtoolError(f"no folder {value}", hint="check the value of -C/--directory")


def _louder(context: click.Context, _parameter: click.Parameter, value: int) -> None:
    context.ensure_object(Invocation).verbosity += value


def _quieter(context: click.Context, _parameter: click.Parameter, value: int) -> None:
    context.ensure_object(Invocation).verbosity -= value


def common_options() -> list[click.Option]:
    """The options that mean the same everywhere."""
    color = click.Choice(["auto", "always", "never"])
    return [
        click.Option(
            ["-C", "--directory"], metavar="DIR", callback=_directory, expose_value=False,
            help="Work as if started in DIR.", is_eager=True,
        ),
        click.Option(
            ["--config"], type=click.Path(path_type=Path), callback=_store("config"),
            expose_value=False, help="Configuration file instead of the nearest evtool.yaml.",
        ),
        click.Option(
            ["-v", "--verbose"], count=True, callback=_louder, expose_value=False,
            help="Say more; may be repeated.",
        ),
        click.Option(
            ["-q", "--quiet"], count=True, callback=_quieter, expose_value=False,
            help="Say less; errors are always shown.",
        ),
        click.Option(
            ["--color"], type=color, callback=_store("color"), expose_value=False,
            help="Colors; auto: on a terminal, and NO_COLOR is honored.", is_eager=True,
        ),
        click.Option(
            ["--offline"], is_flag=True, callback=_store("offline"), expose_value=False,
            help="Never use the network; work from the last copies.",
        ),
    ]  # fmt: skip


def name_variables(context: click.Context, parameters: list[click.Parameter]) -> None:
    """Name the environment variable of each option after its long name, as users know it."""
    for parameter in parameters:
        if isinstance(parameter, click.Option) and parameter.envvar is None:
            long = next((name for name in parameter.opts if name.startswith("--")), None)
            if long and context.auto_envvar_prefix:
                word = long.removeprefix("--").replace("-", "_").upper()
                parameter.envvar = f"{context.auto_envvar_prefix}_{word}"


class Command(click.Command):
    """A command with the common options and `-h`; its variables are named by its group."""

    def __init__(self, *arguments: Any, **how: Any) -> None:
        how.setdefault("context_settings", {}).setdefault("help_option_names", ["-h", "--help"])
        super().__init__(*arguments, **how)
        self.params += common_options()

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Name environment variables EVTOOL_<GROUP>_<OPTION>, not by each command."""
        if parent is not None and parent.parent is not None:
            extra.setdefault("auto_envvar_prefix", parent.auto_envvar_prefix)
        return super().make_context(info_name, args, parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, with the environment in mind; a mistake tells whose it is."""
        name_variables(ctx, self.params)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click forgets it where a value is missing
            raise


class Group(click.Group):
    """A group whose commands are imported when they are used.

    `commands_from` maps names to `(module:attribute, short help)`; `hidden_from` holds
    names that work but are not listed; entry points of `plugin_group` add others.
    """

    command_class = Command

    def __init__(
        self,
        *arguments: Any,
        commands_from: Mapping[str, tuple[str, str]] | None = None,
        hidden_from: Mapping[str, str] | None = None,
        plugin_group: str | None = None,
        **how: Any,
    ) -> None:
        how.setdefault("context_settings", {}).setdefault("help_option_names", ["-h", "--help"])
        super().__init__(*arguments, **how)
        self.params += common_options()
        self.commands_from = dict(commands_from or {})
        self.hidden_from = dict(hidden_from or {})
        self.plugin_group = plugin_group

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, with the environment in mind."""
        name_variables(ctx, self.params)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names that help shows, in the order in which they were declared."""
        return [*self.commands_from, *super().list_commands(ctx), *self._plugins()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command that a name stands for."""
        target = self.hidden_from.get(cmd_name)
        if cmd_name in self.commands_from:
            target = self.commands_from[cmd_name][0]
        if target is None:
            plugin = self._plugins().get(cmd_name)
            found = plugin() if plugin else super().get_command(ctx, cmd_name)
            return found if isinstance(found, click.Command) else None
        module, _, attribute = target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelt name is answered with the nearest one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from evtool.config import nearest

            hint = nearest(args[0], self.list_commands(ctx))
            message = f"no command {args[0]!r} in `{ctx.command_path}`; {hint}"
            raise click.UsageError(message, ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        rows = [(name, text) for name, (_, text) in self.commands_from.items()]
        for name in [*super().list_commands(ctx), *self._plugins()]:
            command = self.get_command(ctx, name)
            rows.append((name, command.get_short_help_str(80) if command else ""))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _plugins(self) -> Mapping[str, Any]:
        if self.plugin_group is None:
            return {}
        from evtool.plugins import plugins

        return plugins(self.plugin_group)
