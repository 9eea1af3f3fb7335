"""Schemas on stdout, byte for byte."""

from __future__ import annotations

import sys

import click


def print_bytes(content: bytes) -> None:
    """Write bytes to stdout as they are; on a terminal the last line is ended."""
    ends = content.endswith(b"\n") or not sys.stdout.isatty()
    click.echo(content if ends else content + b"\n", nl=False)
