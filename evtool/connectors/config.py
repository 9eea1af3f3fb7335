"""The `connectors` section of `evtool.yaml`: a name, a type, and the options of the type.

Options of the runner and those of the connector stand side by side; a key that neither
has is an error.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evtool.config import Section, load_section, nearest, setting
from evtool.connectors.catalog import connector_types, is_type, load_type
from evtool.connectors.context import Context
from evtool.connectors.selection import check_patterns
from evtool.errors import EvtoolError
from evtool.intake.event.schema_uri import is_schema_uri
from evtool.log.topic import check_topic
from evtool.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DeliveryConfig:
    """What every sink has: which streams, and how they are batched."""

    type: str = setting(help="The kind of store; `evtool connect list` shows all.")
    streams: tuple[str, ...] = setting(
        (),
        help="Streams by name, /regex/, or `*` for all. Those whose `consumers` name the "
        "connector come besides.",
    )
    canary: bool = setting(False, help="Also deliver canary events (meta.domain: canary).")
    batch_rows: int = setting(5_000, help="Deliver at the latest when so many records wait.")
    batch_bytes: int = setting(
        16_777_216, help="Deliver at the latest when they have so many bytes."
    )
    batch_seconds: float = setting(1.0, help="Deliver at the latest when the first waits so long.")
    start: str = setting("earliest", help="Where a new connector begins: earliest or latest.")
    most_failures: float = setting(
        0.5, help="Stop when more than this share of the last records could not be delivered."
    )

    def check(self, section: Section) -> None:
        """Refuse numbers that mean nothing.

        Raises:
            ConfigurationError: There is one.
        """
        section.check_above_zero(self, "batch_rows", "batch_bytes", "batch_seconds")
        if self.start not in {"earliest", "latest"}:
            raise section.below("start").error(
                f"{self.start!r} is none of earliest, latest",
                nearest(self.start, ["earliest", "latest"]),
            )
        if not 0 <= self.most_failures <= 1:
            raise section.below("most_failures").error("must be from 0 to 1")
        for at, pattern in enumerate(self.streams):
            try:
                check_patterns([pattern])
            except EvtoolError as error:
                place = section.below("streams").below(at)
                raise place.error(error.message, error.hint) from error


@dataclass(frozen=True, slots=True)
class ReadingConfig:
    """What every source has: what becomes of events that do not say it themselves."""

    type: str = setting(help="The kind of source; `evtool connect list` shows all.")
    stream: str | None = setting(
        None, help="The stream of events without `meta.stream`; null: they are refused."
    )
    schema: str | None = setting(
        None,
        help="The `$schema` of events without one, such as /page/change/1.0.0; null: they are "
        "refused.",
    )

    @property
    def streams(self) -> tuple[str, ...]:
        """None: a source reads no stream."""
        return ()

    def check(self, section: Section) -> None:
        """Refuse names that no stream and no schema can have.

        Raises:
            ConfigurationError: There is one.
        """
        if self.stream is not None:
            try:
                check_topic(self.stream)
            except EvtoolError as error:
                raise section.below("stream").error(error.message, error.hint) from error
        if self.schema is not None and not is_schema_uri(self.schema):
            raise section.below("schema").error(
                f"{self.schema!r} is no URI of a schema",
                "write /<title>/<major>.<minor>.<patch>, such as /page/change/1.0.0",
            )


@dataclass(frozen=True)
class Connector:
    """One configured connector: its name, how it is run, its class and its options.

    `common` has the options of the runner, which are others for a sink and for a source.
    """

    name: str
    common: DeliveryConfig | ReadingConfig
    kind: type[Any]
    options: Any
    section: Section

    @property
    def type(self) -> str:
        """The name of its type."""
        return self.common.type

    @property
    def is_sink(self) -> bool:
        """Whether it is one, and no source."""
        return isinstance(self.common, DeliveryConfig)

    @property
    def delivery(self) -> DeliveryConfig:
        """How the sink is run.

        Raises:
            TypeError: It is a source.
        """
        if isinstance(self.common, DeliveryConfig):
            return self.common
        raise TypeError(f"{self.name} is a source")

    @property
    def reading(self) -> ReadingConfig:
        """How the source is run.

        Raises:
            TypeError: It is a sink.
        """
        if isinstance(self.common, ReadingConfig):
            return self.common
        raise TypeError(f"{self.name} is a sink")

    def make(self, workspace: Workspace) -> Any:
        """A new sink or source of these options; it is not open yet."""
        parameters = inspect.signature(self.kind).parameters
        more = [Context(self.name, workspace)] if len(parameters) > 1 else []
        return self.kind(self.options, *more)


def load_connectors(workspace: Workspace) -> dict[str, Connector]:
    """All connectors of a workspace, by name, in order.

    Raises:
        ConfigurationError: An unknown type, an unknown key, a value of the wrong type.
    """
    section = workspace.sections.get("connectors")
    if section is None or section.raw is None:
        return {}
    if not isinstance(section.raw, Mapping):
        raise section.error("must be a map of names", "write `archive: {type: parquet, ...}`")
    return {str(name): load_connector(str(name), section.below(name)) for name in section.raw}


def load_connector(name: str, section: Section) -> Connector:
    """One connector.

    Raises:
        ConfigurationError: See `load_connectors`.
    """
    raw = section.raw
    if not isinstance(raw, Mapping):
        raise section.error("must be a map", "write at least `type:`")
    if not isinstance(raw.get("type"), str):
        raise section.error("the key 'type' is missing", f"known: {', '.join(connector_types())}")
    if not is_type(raw["type"]):
        hint = nearest(raw["type"], list(connector_types()))
        raise section.below("type").error(f"unknown connector {raw['type']!r}", hint)
    kind = load_type(raw["type"])
    common = common_of(kind)
    ours = _keys(common)
    theirs = _keys(kind.Config)
    for key in raw:
        if key not in ours | theirs:
            raise section.below(key).error(*_unknown(str(key), common, ours | theirs))
    return Connector(
        name,
        load_section(common, _only(section, ours)),
        kind,
        load_section(kind.Config, _only(section, theirs)),
        section,
    )


def common_of(kind: type[Any]) -> type[DeliveryConfig | ReadingConfig]:
    """The options that a class has besides its own: those of all sinks, or of all sources."""
    return DeliveryConfig if hasattr(kind, "deliver") else ReadingConfig


def _keys(kind: type[Any]) -> set[str]:
    return {field.name for field in dataclasses.fields(kind)}


def _unknown(key: str, common: type[Any], known: set[str]) -> tuple[str, str]:
    """What to say about a key that is none, or that only connectors of the other kind have."""
    if common is ReadingConfig and key in _keys(DeliveryConfig):
        return f"{key!r} is for sinks, and this is a source", f"known: {', '.join(sorted(known))}"
    if common is DeliveryConfig and key in _keys(ReadingConfig):
        return f"{key!r} is for sources, and this is a sink", f"known: {', '.join(sorted(known))}"
    return f"unknown key {key!r}", nearest(key, sorted(known))


def _only(section: Section, keys: set[str]) -> Section:
    """The section as if it had these keys only; places in the file stay right."""
    return _Part(section.document, section.tokens, frozenset(keys))


@dataclass(frozen=True, slots=True)
class _Part(Section):
    """Some keys of a section."""

    keys: frozenset[str] = frozenset()

    @property
    def raw(self) -> Any:
        """The chosen keys as they stand in the file."""
        whole = Section(self.document, self.tokens).raw
        return {key: value for key, value in whole.items() if key in self.keys}

    def below(self, token: str | int) -> Section:
        """The part one key further down."""
        return Section(self.document, (*self.tokens, str(token)))
