"""A uvicorn server that is told by signals, and keeps them to itself."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator

import uvicorn


class SignaledServer(uvicorn.Server):
    """A server that ends on SIGTERM and SIGINT, the second time at once.

    `on_end` is called when the end begins; `on_hangup` for each SIGHUP. Signals are not
    passed on afterwards: the process ends in order, with exit code 0.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        on_end: Callable[[], None] = lambda: None,
        on_hangup: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(config)
        self._on_end = on_end
        self._on_hangup = on_hangup

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle the signals while the server runs."""
        handlers: dict[signal.Signals, Callable[..., None]] = {
            signal.SIGTERM: self._end,
            signal.SIGINT: self._end,
        }
        if self._on_hangup is not None:
            hangup = self._on_hangup
            handlers[signal.SIGHUP] = lambda *_: hangup()
        before = {number: signal.signal(number, how) for number, how in handlers.items()}
        try:
            yield
        finally:
            for number, how in before.items():
                signal.signal(number, how)

    def _end(self, *_: object) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True
        self._on_end()
