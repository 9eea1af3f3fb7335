"""Who has sent a request."""

from __future__ import annotations

from evtool.intake.access.caller import Caller
from evtool.intake.access.keyring import Keyring, Unauthorized
from evtool.intake.access.signature import HEADER as SIGNATURE
from evtool.intake.http.request import Request
from evtool.intake.http.response import Response, problem

AUTHORIZATION = b"authorization"
API_KEY = b"x-api-key"
CREDENTIALS = frozenset({AUTHORIZATION, API_KEY, SIGNATURE, b"proxy-authorization", b"cookie"})
"""Headers that nothing behind the door sees: no event can be filled from them."""

_BEARER = b"bearer "


def authenticate(request: Request, keyring: Keyring) -> Caller:
    """The client of a request. The headers that showed it are gone afterwards.

    Raises:
        Unauthorized: It is not known.
    """
    headers = request.headers
    request.headers = {name: value for name, value in headers.items() if name not in CREDENTIALS}
    signature = headers.get(SIGNATURE)
    if signature is not None:
        return keyring.by_signature(signature, request.body)
    bearer = headers.get(AUTHORIZATION)
    if bearer is not None and bearer[: len(_BEARER)].lower() == _BEARER:
        return keyring.by_key(bearer[len(_BEARER) :].strip())
    key = headers.get(API_KEY)
    if key is not None:
        return keyring.by_key(key)
    raise Unauthorized(
        "events are taken with a key: send Authorization: Bearer KEY, X-Api-Key or X-Signature"
    )


def unauthorized(error: Unauthorized) -> Response:
    """401: who are you?"""
    return problem(401, str(error), headers=((b"www-authenticate", b'Bearer realm="evtool"'),))
