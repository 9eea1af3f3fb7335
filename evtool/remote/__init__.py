"""Schemas behind an http address: read over the network once, and from a copy ever after.

`RemoteStore` reads below a base such as `https://schema.example.org/primary/jsonschema/`,
`fetcher` single addresses. Both keep copies in one cache on disk, which people can read:
`<cache>/<host>/<path>`. Nothing here prints; what went wrong but did not stop the work is
told to a callback.
"""

from evtool.remote.failures import OfflineMiss, Refused, RemoteFailure, Unreachable
from evtool.remote.fetch import fetcher
from evtool.remote.store import RemoteStore

__all__ = ["OfflineMiss", "Refused", "RemoteFailure", "RemoteStore", "Unreachable", "fetcher"]
