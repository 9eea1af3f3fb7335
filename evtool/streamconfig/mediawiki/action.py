"""`action=streamconfigs`: from parameters to an answer, with the manners of MediaWiki."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from evtool.streamconfig.answer import Answer, Headers
from evtool.streamconfig.mediawiki.arrays import as_php
from evtool.streamconfig.mediawiki.constraints import parse_constraints, satisfies
from evtool.streamconfig.mediawiki.parameters import split_values
from evtool.streams.configuration import Configuration, Entry
from evtool.streams.topics import mediawiki_topics

LIFETIME = 600
"""Seconds for which clients and caches keep an answer."""

LIMITS: Mapping[str, int] = {"streams": 250, "constraints": 50}
"""How many values a parameter may hold."""

OF_THE_MOMENT = frozenset({"curtimestamp", "requestid"})
"""Parameters with which no two answers are alike."""

_USED = {"action", "streams", "constraints", "all_settings", "formatversion", "callback"}
_IGNORED = {
    *{"format", "utf8", "wrappedhtml", "maxlag", "smaxage", "servedby", "responselanginfo"},
    *{"crossorigin", "uselang", "variant", "errorformat", "errorlang", "errorsuselocal"},
}
KNOWN = OF_THE_MOMENT | _USED | _IGNORED | {"ascii", "maxage", "assert", "assertuser", "origin"}
"""Parameters that are taken without a warning."""

_SUCCESS: Headers = ((b"cache-control", b"max-age=600, s-maxage=600, public"),)
_COMMON: Headers = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"vary", b"Accept-Encoding, Treat-as-Untrusted, Cookie"),
)
_JSONP_SIGNS = re.compile(r"""[^\]\[.'"_A-Za-z0-9]""")


class ActionError(Exception):
    """The request is refused; `cached` are the seconds for which that may be kept."""

    def __init__(self, code: str, info: str, cached: int = LIFETIME) -> None:
        self.code = code
        self.info = info
        self.cached = cached
        super().__init__(info)


@dataclass
class Action:
    """One request: the parameters, and the warnings they give rise to."""

    parameters: Mapping[str, str]
    warnings: dict[str, list[str]] = field(default_factory=dict)

    def answer(self, configuration: Configuration) -> Answer:
        """Look the streams up."""
        try:
            self._check()
            self._warn()
            chosen = dict(self._chosen(configuration))
            self._check_format()
        except ActionError as error:
            return self._failed(error)
        streams = {name: shown(entry, name) for name, entry in chosen.items()}
        return self._answer({**self._extra(), "streams": streams}, _SUCCESS, LIFETIME)

    def _check(self) -> None:
        if self.parameters.get("action") != "streamconfigs":
            raise ActionError("badvalue", "the only action here is streamconfigs", cached=0)
        wanted = self.parameters.get("assert")
        age = self._age()
        if wanted in {"user", "bot"}:
            raise ActionError(f"assert{wanted}failed", "nobody is logged in here", age)
        if wanted not in {None, "anon"}:
            raise ActionError("badvalue", "assert must be anon, user or bot", age)
        if "assertuser" in self.parameters:
            raise ActionError("assertnameduserfailed", "nobody is logged in here", age)

    def _check_format(self) -> None:
        """Refuse what the printer refuses, after everything else, as MediaWiki does."""
        if self.parameters.get("formatversion", "2") not in {"2", "latest"}:
            self._warn_of_deprecation("json", "formatversion 1 is deprecated, and not served here")
            raise ActionError("badvalue", "formatversion must be 2 or latest")

    def _age(self) -> int:
        age = self.parameters.get("maxage", "0")
        return int(age) if age.isascii() and age.isdecimal() and len(age) < 10 else 0

    def _warn(self) -> None:
        unknown = [name for name in self.parameters if name not in KNOWN]
        if unknown:
            self._add_warning("main", f"not a parameter: {', '.join(unknown)}")
        if "all_settings" in self.parameters:
            text = "all_settings is deprecated: all settings are always given"
            self._warn_of_deprecation("streamconfigs", text)

    def _warn_of_deprecation(self, module: str, text: str) -> None:
        self._add_warning("main", "the request uses what is deprecated; see the other warnings")
        self._add_warning(module, text)

    def _add_warning(self, module: str, text: str) -> None:
        self.warnings.setdefault(module, []).append(text)

    def _chosen(self, configuration: Configuration) -> Iterator[tuple[str, Entry]]:
        """The entries by the names that they are asked for by, in that order."""
        names, wanted = self._values("streams"), self._values("constraints")
        constraints = parse_constraints(wanted or ())
        if names is None:
            found = iter(configuration.entries.items())
        else:
            pairs = ((name, configuration.find(name)) for name in names)
            found = ((name, entry) for name, entry in pairs if entry is not None)
        return (pair for pair in found if not constraints or satisfies(pair[1], constraints))

    def _values(self, name: str) -> list[str] | None:
        value = self.parameters.get(name)
        if value is None:
            return None
        values = split_values(value)
        if len(values) > LIMITS[name]:
            info = f"{name} may hold {LIMITS[name]} values, not {len(values)}"
            raise ActionError("toomanyvalues", info)
        return list(dict.fromkeys(values))

    def _extra(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if "requestid" in self.parameters:
            made["requestid"] = self.parameters["requestid"]
        if "curtimestamp" in self.parameters:
            made["curtimestamp"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.warnings:
            made["warnings"] = {
                module: {"warnings": "\n".join(texts)} for module, texts in self.warnings.items()
            }
        return made

    def _failed(self, error: ActionError) -> Answer:
        control = f"private, must-revalidate, max-age={error.cached}".encode()
        headers = ((b"cache-control", control), (b"mediawiki-api-error", error.code.encode()))
        value = {"error": {"code": error.code, "info": error.info}, **self._extra()}
        return self._answer(value, headers, None)

    def _answer(self, value: dict[str, Any], headers: Headers, lifetime: int | None) -> Answer:
        ascii_only = "ascii" in self.parameters
        body = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":")).encode()
        kind = b"application/json; charset=utf-8"
        callback = _JSONP_SIGNS.sub("", self.parameters.get("callback", ""))
        if callback:
            body = f"/**/{callback}(".encode() + body + b")"
            kind = b"text/javascript; charset=utf-8"
        length = str(len(body)).encode()
        made = (*headers, *_COMMON, (b"content-type", kind), (b"content-length", length))
        if self.parameters.get("origin") == "*":
            made = (*made, (b"access-control-allow-origin", b"*"))
        return Answer(200, made, body, lifetime=lifetime)


def shown(entry: Entry, requested: str) -> dict[str, Any]:
    """The settings of an entry with its topics, as PHP gives them."""
    settings = {**entry.settings}
    settings["topics"] = mediawiki_topics(settings, entry.name, requested)
    return {key: as_php(value) for key, value in settings.items()}
