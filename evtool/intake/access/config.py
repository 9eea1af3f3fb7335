"""The keys of clients as they are configured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evtool.config import Section, setting
from evtool.errors import EvtoolError
from evtool.intake.rate.config import RateConfig
from evtool.streams.pattern import is_pattern, parse_pattern

SHORTEST = 16
"""Characters of a key: shorter ones can be guessed."""

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MAKE_ONE = "`openssl rand -hex 32` makes one"


@dataclass(frozen=True, slots=True, repr=False)  # a traceback must not show a key
class KeyConfig:
    """One client: how it shows who it is, and what it may send."""

    key: str | None = setting(
        None, help="Its API key, best as ${VARIABLE}: a Bearer token, or X-Api-Key."
    )
    secret: str | None = setting(
        None, help="What it signs bodies with (HMAC-SHA256 in X-Signature)."
    )
    streams: tuple[str, ...] | None = setting(
        None, help="Names and /regexes/ of the streams that it may send to; null: all."
    )
    rate: RateConfig | None = setting(
        None, help="Its events a second, all streams together; null: as `intake.rate`."
    )

    def check(self, section: Section) -> None:
        """Refuse keys that can be guessed, or are none; and streams that nothing matches.

        Raises:
            ConfigurationError: There is one.
        """
        if self.key is None and self.secret is None:
            raise section.error("has neither `key` nor `secret`", _MAKE_ONE)
        for name in ("key", "secret"):
            _check_secret(getattr(self, name), section.below(name))
        if self.streams is not None:
            _check_streams(self.streams, section.below("streams"))


def check_keys(keys: Mapping[str, KeyConfig], section: Section) -> None:
    """Refuse names that cannot be written in a header, and keys that two clients share.

    Raises:
        ConfigurationError: There is one.
    """
    owners: dict[str, str] = {}
    for name, config in keys.items():
        if _NAME.fullmatch(name) is None:
            hint = "use up to 64 letters, digits, dots, underscores and hyphens"
            raise section.below(name).error(f"{name[:80]!r} is no name of a key", hint)
        if config.key is None:
            continue
        other = owners.setdefault(config.key, name)
        if other != name:
            raise section.below(name).error(f"has the same key as {other}", _MAKE_ONE)


def _check_secret(value: str | None, section: Section) -> None:
    if value is None:
        return
    if len(value) < SHORTEST:
        raise section.error(f"has fewer than {SHORTEST} characters", _MAKE_ONE)
    if not value.isascii() or not value.isprintable() or value != value.strip():
        raise section.error("has characters that no header can hold", _MAKE_ONE)


def _check_streams(streams: tuple[str, ...], section: Section) -> None:
    if not streams:
        raise section.error("names no stream", "leave the key out to allow all")
    for at, name in enumerate(streams):
        if not is_pattern(name):
            continue
        try:
            parse_pattern(name)
        except EvtoolError as error:
            raise section.below(at).error(error.message, error.hint) from error
