"""Why a schema could not be fetched, in words that name the address and the repair."""

from __future__ import annotations

from evtool.errors import EvtoolError

_PREPARE = "`evtool repo sync`, run while online, keeps copies of all that is referred to"


class RemoteFailure(EvtoolError):
    """A file behind an address cannot be had; `url` is that address without credentials."""

    def __init__(self, url: str, message: str, *, hint: str) -> None:
        self.url = url
        super().__init__(message, hint=hint)


class Unreachable(RemoteFailure):
    """The server did not give an answer to use: no connection, or a status that is an error.

    `cause` says why. `again` tells whether asking once more may help, `silent` whether there
    was no answer at all, so that the next question would get none either.
    """

    def __init__(
        self, url: str, cause: str, *, again: bool = False, silent: bool = True, hint: str = ""
    ) -> None:
        self.cause = cause
        self.again = again
        self.silent = silent
        repair = hint or "check the address and the network, and https_proxy behind a proxy"
        super().__init__(url, f"cannot fetch {url}: {cause}", hint=f"{repair}; {_PREPARE}")


class Refused(RemoteFailure):
    """What the server answers is not taken: too large, no schema, a redirect to elsewhere."""

    def __init__(self, url: str, cause: str, *, hint: str) -> None:
        super().__init__(url, f"cannot use {url}: {cause}", hint=hint)


class OfflineMiss(RemoteFailure):
    """Without the network there is no copy of the file."""

    def __init__(self, url: str) -> None:
        super().__init__(
            url,
            f"there is no copy of {url}, and --offline keeps from fetching it",
            hint=f"run once without --offline; {_PREPARE}",
        )


def unusable(url: str, why: str) -> EvtoolError:
    """The error for a text that is no address to fetch from."""
    return EvtoolError(
        f"{url!r} {why}", hint="write an address such as https://schema.example.org/jsonschema/"
    )
