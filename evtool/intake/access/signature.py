"""`X-Signature: t=UNIXTIME,name=NAME,v1=HEX`: a body that only one client can have signed."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

HEADER = b"x-signature"

_FORM = re.compile(rb"t=(\d{1,12}), ?name=([A-Za-z0-9._-]{1,64}), ?v1=([0-9a-fA-F]{64})")


@dataclass(frozen=True, slots=True)
class Signature:
    """When a body was signed, by whom, and the HMAC."""

    time: bytes
    name: str
    digest: bytes

    def fits(self, secret: bytes, body: bytes) -> bool:
        """Whether it was made of this body with this secret; takes equally long for any."""
        return hmac.compare_digest(signed(secret, self.time, body), self.digest)

    def age(self, now: float) -> float:
        """Seconds since it was made; below zero where the client's clock is ahead."""
        return now - int(self.time)


def parse_signature(header: bytes) -> Signature | None:
    """The signature in a header; None where that has another form."""
    match = _FORM.fullmatch(header.strip())
    if match is None:
        return None
    return Signature(match[1], match[2].decode(), bytes.fromhex(match[3].decode()))


def signed(secret: bytes, time: bytes, body: bytes) -> bytes:
    """The HMAC of a body as it is sent (compressed, where it is), and of the time."""
    return hmac.digest(secret, time + b"." + body, hashlib.sha256)
