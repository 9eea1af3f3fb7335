"""One connection to a server of server-sent events, read by a thread of its own.

The thread waits for the network, so that the source can end meanwhile. The queue between them
is short: where the log is slow, the server is not read.
"""

from __future__ import annotations

import contextlib
import http.client
import queue
import socket
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from evtool.connectors.failure import TargetFailure
from evtool.connectors.secrets import without_user
from evtool.connectors.sources.sse_messages import Decoder, Message
from evtool.connectors.web import basic

_PART = 65_536
_MOST_SHOWN = 300
_WAITING = 64
_SLICE = 0.2


class SseConnection:
    """Messages of one answer.

    Args:
        url: Where it is asked for; a name and a password may stand in it.
        headers: What the request carries besides.
        last_id: Where to go on; None: from now on, or as the server likes.
        silent_seconds: A connection over which nothing comes for so long is given up.
    """

    def __init__(
        self, url: str, headers: Mapping[str, str], last_id: str | None, silent_seconds: float
    ) -> None:
        self._shown = without_user(url)
        self._queue: queue.Queue[Message | Exception] = queue.Queue(_WAITING)
        self._ended = threading.Event()
        parts = urlsplit(url)
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self._connection = kind(parts.netloc.rpartition("@")[2], timeout=silent_seconds)
        asked: dict[str, str | bytes] = {
            "accept": "text/event-stream",
            "cache-control": "no-store",
            **headers,
        }
        if parts.username is not None:
            asked["authorization"] = basic(f"{parts.username}:{parts.password or ''}")
        if last_id is not None:
            asked["last-event-id"] = last_id.encode()
        target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        try:
            self._connection.request("GET", target, headers=asked)
            self._socket: socket.socket | None = self._connection.sock
            self._answer = self._connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise self._away(error) from error
        self._check()
        self._decoder = Decoder(last_id=last_id)
        self._thread = threading.Thread(target=self._work, name="sse", daemon=True)
        self._thread.start()

    def next(self, seconds: float) -> Message | None:
        """The next message; None where none comes in time.

        Raises:
            TargetFailure: The connection has ended.
        """
        try:
            found = self._queue.get(timeout=seconds) if seconds > 0 else self._queue.get_nowait()
        except queue.Empty:
            return None
        if isinstance(found, Exception):
            self._put(found)  # for whoever asks again
            raise self._away(found) from found
        return found

    def close(self) -> None:
        """End the connection and the thread."""
        self._ended.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._answer.close()
        self._connection.close()
        if self._socket is not None:
            self._socket.close()

    def _check(self) -> None:
        """Refuse an answer that is no stream of events.

        Raises:
            TargetFailure: It is none.
        """
        answer = self._answer
        kind = (answer.getheader("content-type") or "").partition(";")[0].strip().lower()
        if answer.status == 200 and kind == "text/event-stream":
            return
        words = ""
        with contextlib.suppress(OSError, http.client.HTTPException):
            words = answer.read(_MOST_SHOWN).decode("utf-8", "replace").strip()
        answer.close()
        self._connection.close()
        if answer.status == 200:
            raise TargetFailure(
                f"{self._shown} answers {kind or 'something'}, and no events",
                hint="name the address of the events, such as http://HOST:PORT/events",
            )
        moved = answer.getheader("location")
        raise TargetFailure(
            f"{self._shown} answered {answer.status}{f': {words}' if words else ''}",
            hint=f"it is now at {without_user(moved)}"
            if moved
            else "are address and credentials"
            " right, and does the server have room for another reader?",
        )

    def _work(self) -> None:
        try:
            while not self._ended.is_set():
                part = self._answer.read1(_PART)
                if not part:
                    self._put(ConnectionError("the server ended the answer"))
                    return
                for message in self._decoder.feed(part):
                    self._put(message)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            self._put(error)  # AttributeError: closed under our hands

    def _put(self, what: Message | Exception) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(queue.Full):
                self._queue.put(what, timeout=_SLICE)
                return

    def _away(self, error: Exception) -> TargetFailure:
        return TargetFailure(
            f"{self._shown} cannot be read: {str(error) or type(error).__name__}",
            hint="is the server up, and is the address right?",
        )
