"""Finds the client that a key or a signature belongs to."""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections.abc import Callable, Mapping

from evtool.intake.access.caller import Caller, StreamSet, every_stream
from evtool.intake.access.config import KeyConfig
from evtool.intake.access.signature import parse_signature
from evtool.intake.rate.bucket import Bucket
from evtool.intake.rate.config import RateConfig
from evtool.intake.rate.ledger import Ledger, private
from evtool.intake.rate.streams import renewed

_LONGEST_KEY = 4096


class Unauthorized(Exception):
    """A request shows no client that is known; the message is for its sender."""


class Keyring:
    """All clients.

    Keys are looked up by a digest that is salted anew in each process: how long a look-up
    takes tells nothing about any key. `freshness` is how many seconds old a signature may
    be, and how far ahead a client's clock.
    """

    def __init__(self, clock: Callable[[], float] = time.time, ledger: Ledger = private) -> None:
        self._clock = clock
        self._ledger = ledger
        self._salt = os.urandom(32)
        self._freshness = 0.0
        self._by_digest: dict[bytes, Caller] = {}
        self._by_name: dict[str, tuple[Caller, bytes]] = {}
        self._nobody = os.urandom(32)
        self._buckets: dict[str, Bucket] = {}

    def use(
        self, keys: Mapping[str, KeyConfig], default: RateConfig | None, freshness: float
    ) -> None:
        """Take over a new configuration; rates that stay keep their state."""
        self._freshness = freshness
        buckets = {
            name: renewed(key.rate or default, self._buckets.get(name), self._ledger, f"key {name}")
            for name, key in keys.items()
        }
        self._buckets = {name: bucket for name, bucket in buckets.items() if bucket}
        self._by_digest, self._by_name = {}, {}
        for name, key in keys.items():
            may = every_stream if key.streams is None else StreamSet(key.streams)
            caller = Caller(name, may, buckets[name])
            if key.key is not None:
                self._by_digest[self._digest(key.key.encode())] = caller
            if key.secret is not None:
                self._by_name[name] = caller, key.secret.encode()

    def by_key(self, key: bytes) -> Caller:
        """The client with this API key.

        Raises:
            Unauthorized: There is none.
        """
        caller = self._by_digest.get(self._digest(key)) if len(key) <= _LONGEST_KEY else None
        if caller is None:
            raise Unauthorized("this key is not known")
        return caller

    def by_signature(self, header: bytes, body: bytes) -> Caller:
        """The client that has signed this body.

        Raises:
            Unauthorized: Nobody has, or too long ago.
        """
        signature = parse_signature(header)
        if signature is None:
            raise Unauthorized("X-Signature must be t=UNIXTIME,name=NAME,v1=HEX")
        caller, secret = self._by_name.get(signature.name, (None, self._nobody))
        if not signature.fits(secret, body) or caller is None:
            raise Unauthorized("the signature does not fit")
        if abs(signature.age(self._clock())) > self._freshness:
            text = f"the time of the signature is more than {self._freshness:g} s from now"
            raise Unauthorized(text)
        return caller

    def _digest(self, key: bytes) -> bytes:
        return hmac.digest(self._salt, key, hashlib.sha256)
