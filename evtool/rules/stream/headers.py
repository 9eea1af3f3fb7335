"""Rules about the fields that the intake fills from the headers of requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem, Tokens
from evtool.rules.rule import rule
from evtool.rules.stream.fields import find_field
from evtool.rules.stream.subject import CheckedStream, CheckedStreams
from evtool.rules.stream.subject.values import map_at

_AT = ("producers", "eventgate", "enrich_fields_from_http_headers")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110
_SENSITIVE = frozenset(
    {
        "authorization",
        "cf-connecting-ip",
        "client-ip",
        "cookie",
        "cookie2",
        "fastly-client-ip",
        "forwarded",
        "proxy-authorization",
        "remote-addr",
        "set-cookie",
        "true-client-ip",
        "x-api-key",
        "x-auth-token",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-csrf-token",
        "x-envoy-external-address",
        "x-forwarded-for",
        "x-original-forwarded-for",
        "x-originating-ip",
        "x-real-ip",
        "x-remote-addr",
        "x-remote-ip",
    }
)
_SENSITIVE_PARTS = ("authorization", "cookie", "password", "secret")


@rule("stream.invalid-header", Severity.ERROR, on=CheckedStreams)
def invalid_header(streams: CheckedStreams) -> Iterator[Problem]:
    """The name of a header is one that HTTP allows (a token of RFC 9110).

    Why: no request ever has such a header, so that the field stays empty.

    Example:
        enrich_fields_from_http_headers:
          http.request_headers.user-agent: "user agent"      # refused: a blank

    Repair: write the name as clients send it, such as `user-agent`; false switches it off.
    """
    for named in streams.layers:
        for tokens, header in _headers(named.layer.value):
            if not _NAME.fullmatch(header):
                message = f"{header!r} is no name of an HTTP header"
                yield streams.at(named, tokens, message, "write it like user-agent")


@rule("stream.sensitive-header", Severity.ERROR, on=CheckedStreams)
def sensitive_header(streams: CheckedStreams) -> Iterator[Problem]:
    """Cookies, credentials and network addresses of people are not copied into events.

    Why: events are kept, copied and read by many; these tell who somebody is, or let others
    act in their name.

    Example:
        enrich_fields_from_http_headers:
          http.request_headers.cookie: cookie      # refused

    Repair: remove the line; what is needed of it, an intake should derive.
    """
    for named in streams.layers:
        for tokens, header in _headers(named.layer.value):
            if _is_sensitive(header.strip().lower()):
                message = f"the header {header} tells who somebody is, or lets others act for them"
                yield streams.at(named, tokens, message, "remove it")


@rule("stream.enriched-field-not-found", Severity.WARNING, on=CheckedStream)
def enriched_field_not_found(stream: CheckedStream) -> Iterator[Problem]:
    """A field that the stream's entry has filled from a header is in the schema.

    Why: the intake fills only what the schema has, so that the setting has no effect.

    Example:
        enrich_fields_from_http_headers:
          http.client_address: x-real-address      # not in the schema

    Repair: add the field to the schema, or remove the line.
    """
    schema = stream.schema_value
    if schema is None:
        return
    for tokens, _ in _headers(stream.settings):
        path = tokens[-1]
        if stream.writes(*tokens) and find_field(schema, path) is None:
            message = f"the field {path!r} is not in {stream.title}: nothing is filled in"
            yield Problem(message, "add it to the schema, or remove the line", at=tokens)


def _headers(settings: Any) -> Iterator[tuple[Tokens, str]]:
    """The ways to the names of headers; false, which switches one off, is passed over."""
    for path, header in map_at(settings, *_AT).items():
        if isinstance(header, str):
            yield (*_AT, path), header


def _is_sensitive(header: str) -> bool:
    return header in _SENSITIVE or any(part in header for part in _SENSITIVE_PARTS)
