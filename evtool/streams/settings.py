"""Which settings there are, as a JSON Schema: a built-in one, or the workspace's own."""

from __future__ import annotations

from pathlib import Path

from evtool.document import Document, load_document
from evtool.errors import ConfigurationError, Place
from evtool.streams.load import streams_config
from evtool.workspace import Workspace

BUILT_IN = Path(__file__).with_name("settings.schema.yaml")
"""The settings that evtool and the field know, each with its meaning."""


def settings_schema(workspace: Workspace) -> Document:
    """The JSON Schema of a stream's settings.

    Raises:
        ConfigurationError: The workspace's own is no JSON Schema.
        EvtoolError: It cannot be read.
    """
    own = streams_config(workspace).settings_schema
    if own is None:
        return load_document(BUILT_IN)
    document = load_document(workspace.root / own)
    if not isinstance(document.value, dict):
        raise ConfigurationError(
            "the settings schema must be a map",
            hint="write a JSON Schema of the settings of one stream",
            place=Place(document.path, 1),
        )
    return document
