"""Stream files -> a configuration: what is wrong is left out, with a problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evtool.streams.configuration import Configuration, Entry, Options
from evtool.streams.draft import Draft, draft
from evtool.streams.file import StreamFile
from evtool.streams.layer import Layer
from evtool.streams.merge import merge_indexed, merge_layers, merge_patch
from evtool.streams.pattern import Pattern, PatternError, is_pattern, parse_pattern
from evtool.streams.problem import INVALID_REGEX, WRONG_TYPE, Problem, Scope, located
from evtool.streams.values import is_texts, kind_of

LISTS = ("topics", "topic_prefixes")
"""Settings that must be lists of texts: topics are made of them."""


def build(
    files: Sequence[StreamFile], options: Options, problems: Sequence[Problem] = ()
) -> Configuration:
    """Merge what the files declare; `problems` are those of files that cannot be read."""
    drafted = draft(files, options.environments)
    builder = _Builder(drafted, options)
    entries = builder.entries()
    registered = (one for file in files for one in file.registered)
    documents = [file.document for file in files]
    return Configuration(
        entries,
        options,
        documents=documents,
        defaults=drafted.defaults,
        registered=tuple(
            one for one in registered if one.environment in (None, *options.environments)
        ),
        problems=(*problems, *located(drafted.problems, documents)),
    )


class _Builder:
    """Merges the layers of each entry."""

    def __init__(self, drafted: Draft, options: Options) -> None:
        self._draft = drafted
        self._how = options.merge_lists
        self._one_over = merge_patch if self._how == "replace" else merge_indexed
        self._defaults = self._sound_defaults()

    def entries(self) -> dict[str, Entry]:
        made = {}
        for name, layers in self._draft.entries.items():
            entry = self._entry(name, tuple(layers))
            if entry is not None:
                made[name] = entry
        return made

    def _entry(self, name: str, layers: tuple[Layer, ...]) -> Entry | None:
        settings: dict[str, Any] = self._defaults
        for layer in layers:
            settings = self._one_over(settings, layer.value)
        settings["stream"] = name
        if not self._has_sound_lists(name, settings, layers):
            return None
        if not is_pattern(name):
            return Entry(name, settings, layers)
        pattern = self._pattern(name, layers[0])
        return Entry(name, settings, layers, pattern) if pattern else None

    def _pattern(self, name: str, layer: Layer) -> Pattern | None:
        try:
            return parse_pattern(name)
        except PatternError as error:
            problem = Problem(
                INVALID_REGEX, error.message, layer.path, layer.tokens, error.hint, name
            )
            self._draft.problems.append(problem)
            return None

    def _sound_defaults(self) -> dict[str, Any]:
        """The defaults, without a list that is none: every entry would share the mistake."""
        made = merge_layers([one.value for one in self._draft.defaults], self._how)
        for key in LISTS:
            if _is_wrong(made.get(key)):
                layer = next(one for one in reversed(self._draft.defaults) if key in one.value)
                self._wrong_list(key, made.pop(key), layer, None)
        return made

    def _has_sound_lists(
        self, name: str, settings: dict[str, Any], layers: tuple[Layer, ...]
    ) -> bool:
        for key in LISTS:
            if _is_wrong(settings.get(key)):
                holding = [one for one in reversed(layers) if key in one.value]
                self._wrong_list(key, settings[key], holding[0], name)
                return False
        return True

    def _wrong_list(self, key: str, value: Any, layer: Layer, name: str | None) -> None:
        what = "a list of other things" if isinstance(value, list) else kind_of(value)
        self._draft.problems.append(
            Problem(
                WRONG_TYPE,
                f"{key} must be a list of texts, not {what}",
                layer.path,
                (*layer.tokens, key),
                None if name is None else f"the entry {name} is left out",
                name,
                Scope.ENTRY if name is not None else Scope.FILE,
            )
        )


def _is_wrong(value: Any) -> bool:
    return value is not None and not is_texts(value)
