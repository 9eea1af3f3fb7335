"""`evtool completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from evtool.cli.base import Command

_VARIABLE = "_EVTOOL_COMPLETE"

_INSTALL = {
    "bash": """\
#   evtool completion bash > ~/.local/share/bash-completion/completions/evtool
# or, for this shell only:
#   eval "$(evtool completion bash)\"""",
    "zsh": """\
#   mkdir -p ~/.zfunc && evtool completion zsh > ~/.zfunc/_evtool
# with these lines in ~/.zshrc:
#   fpath+=~/.zfunc
#   autoload -Uz compinit && compinit""",
    "fish": """\
#   evtool completion fish > ~/.config/fish/completions/evtool.fish""",
}


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(list(_INSTALL)))
def completion(shell: str) -> None:
    """Print the script that completes evtool's commands and options in a shell.

    \b
    Examples:
      eval "$(evtool completion bash)"
      evtool completion zsh > ~/.zfunc/_evtool
      evtool completion fish > ~/.config/fish/completions/evtool.fish
    """
    click.echo(script(shell), nl=False)


def script(shell: str) -> str:
    """The completion script of a shell, with how to install it as a comment.

    The first line stays first: zsh finds `#compdef` only there.
    """
    from evtool.cli.main import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    source = kind(cli, {}, "evtool", _VARIABLE).source().lstrip()
    head, newline, rest = source.partition("\n")
    how = f"# Completion of evtool. To install it:\n{_INSTALL[shell]}\n"
    if head.startswith("#compdef"):
        return f"{head}{newline}{how}{rest}"
    return f"{how}{source}"
