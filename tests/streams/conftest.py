"""Configurations from a few lines of YAML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.document import parse_document
from evtool.streams.build import build
from evtool.streams.config import MergeLists
from evtool.streams.configuration import Configuration, Options
from evtool.streams.file import StreamFile, read_stream_file

Configure = Callable[..., Configuration]


def stream_file(text: str, name: str = "streams.yaml") -> StreamFile:
    """A stream file with this content."""
    return read_stream_file(parse_document(text.encode(), Path(name)))


@pytest.fixture
def configure() -> Configure:
    """Give a function that makes a configuration of the texts of files."""

    def make(
        *texts: str, how: MergeLists = "replace", environments: tuple[str, ...] = ()
    ) -> Configuration:
        files = [stream_file(text, f"{at}.yaml") for at, text in enumerate(texts)]
        return build(files, Options(how, environments))

    return make
