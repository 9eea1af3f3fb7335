"""Following the files: new streams and schemas are used without losing a request."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable

from evtool.errors import EvtoolError
from evtool.intake.config import IntakeConfig
from evtool.intake.event.error_event import ERROR_SCHEMA
from evtool.intake.event.error_stream import objection
from evtool.intake.schemas.library import NoSchema
from evtool.intake.state import State, make_library, make_router
from evtool.serving.following import Pause, Stamp, stamp
from evtool.streams.load import configuration_files
from evtool.workspace import Workspace, load_workspace

LOG = logging.getLogger("evtool.intake")

INTERVAL = 1.0
"""Seconds between two looks at the files."""


class Follower:
    """Looks at the files of the configuration and of the schemas in use.

    `on_change` is called with the new section `intake` once new streams are in use.
    """

    def __init__(
        self,
        workspace: Workspace,
        state: State,
        on_change: Callable[[IntakeConfig], None] = lambda _: None,
    ) -> None:
        self._workspace = workspace
        self._state = state
        self._on_change = on_change
        self._pause = Pause()
        self._configuration = _stamps(workspace)
        self._schemas: dict[str, Stamp] = {}

    def ask(self) -> None:
        """Read everything again, changed or not."""
        self._pause.ask()

    async def follow(self) -> None:
        """Preload, then look until this is cancelled."""
        await self._preload()
        while True:
            asked = await self._pause.wait(INTERVAL)
            changed = self._schemas_changed()
            now = _stamps(self._workspace)
            if asked or changed or now != self._configuration:
                self._configuration = now
                await self._reload(new_library=asked or changed)
                await self._preload()

    async def _preload(self) -> None:
        """Compile the schemas of declared streams, between requests."""
        library, streams = self._state.router.library, self._state.router.streams
        titles = None
        if streams is not None:
            titles = {one.settings.get("schema_title") for one in streams.entries.values()}
        for uri in library.uris():
            title = uri[1:].rpartition("/")[0]
            if (titles is not None and title not in titles) or uri in library.loaded():
                continue
            try:
                library.find(uri)
            except NoSchema as error:
                fields = {"event": "schema.unusable", "schema": uri}
                LOG.warning("%s", error, extra={"fields": fields})
            await asyncio.sleep(0)
        self._schemas = {uri: stamp(one.path) for uri, one in library.loaded().items()}
        self._state.preloaded = True
        gc.collect()
        gc.freeze()

    def look_at_error_stream(self) -> None:
        """Warn where refused events would leave no error events."""
        stream = self._state.error_stream
        reason = objection(self._state.router, stream)
        if reason is not None:
            hint = f"declare the stream {stream} and add the schema {ERROR_SCHEMA} to a repository"
            fields = {"event": "error_stream.unusable", "hint": f"{hint}; or error_stream: null"}
            LOG.warning("refused events are not kept: %s", reason, extra={"fields": fields})

    def _schemas_changed(self) -> bool:
        loaded = self._state.router.library.loaded()
        for uri, schema in loaded.items():
            now = stamp(schema.path)
            if self._schemas.setdefault(uri, now) != now:
                return True
        return False

    async def _reload(self, *, new_library: bool) -> None:
        """Make a new router; where that fails, the old one stays."""
        state = self._state
        try:
            file = self._workspace.file
            workspace = load_workspace(file) if file else self._workspace
            self._configuration = _stamps(workspace)
            library = state.router.library
            if new_library or workspace.repositories != self._workspace.repositories:
                library = make_library(workspace, state.config)
            config = workspace.section("intake", IntakeConfig)
            # In a thread: thousands of streams take a while, and requests go on.
            state.router = await asyncio.to_thread(make_router, workspace, state.config, library)
        except EvtoolError as error:
            state.failure = error
            fields = {"event": "configuration.failed", "hint": error.hint}
            message = f"{error}; the configuration stays as it was"
            LOG.error(message, extra={"fields": fields})  # noqa: TRY400 - no bug of ours
            return
        self._workspace, state.failure = workspace, None
        self._on_change(config)
        self.look_at_error_stream()
        LOG.info("the configuration is new", extra={"fields": {"event": "configuration.changed"}})


def _stamps(workspace: Workspace) -> list[Stamp]:
    return [stamp(path) for path in configuration_files(workspace)]
