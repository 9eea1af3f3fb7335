"""Texts of a field: the format they share, or the few words they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from evtool.schema.difference.wording import shown
from evtool.schema.infer.formats import FORMATS
from evtool.schema.infer.notes import Note, NoteKind
from evtool.schema.infer.observation import Observation

ENOUGH_FOR_FORMAT = 3
ENOUGH_FOR_HINT = 20
ENOUGH_FOR_ENUM = 200
MOST_WORDS = 8
LEAST_OF_EACH = 5

_TIME_NAME = re.compile(r"(?:.*_)?dt")
_IDENTIFIER_NAME = re.compile(r"(?:.*_)?id")
_CODE_WORD = re.compile(r"[\w.:/-]{1,40}")


def text_keywords(name: str, seen: Observation) -> dict[str, Any]:
    """The keywords of a string field beside its type."""
    form = _shared_format(seen)
    if form and (seen.kinds["string"] >= ENOUGH_FOR_FORMAT or _is_named_so(name, form)):
        return {"format": form, "maxLength": FORMATS[form].max_length}
    words = _closed_words(name, seen)
    return {"enum": sorted(words)} if words and _is_certain(words) else {}


def text_notes(name: str, path: str, seen: Observation) -> Iterator[Note]:
    """What a person should decide about a string field."""
    keywords = text_keywords(name, seen)
    form, words = _shared_format(seen), _closed_words(name, seen)
    if form and not keywords:
        count = _times(seen.kinds["string"], "value")
        yield Note(NoteKind.FORMAT, path, f"{count} of format {form}: too few to declare it")
    elif _TIME_NAME.fullmatch(name) and form != "date-time":
        first = seen.first["string"]
        message = f"named like a time, but not every value is an RFC 3339 date-time (e.g. {first})"
        yield Note(NoteKind.FORMAT, path, message)
    elif words:
        told = ", ".join(shown(word) for word in sorted(words))
        advice = (
            "declared as an enum; remove it if more may come"
            if "enum" in keywords
            else "an enum if no other may come"
        )
        yield Note(NoteKind.ENUM, path, f"only {told} in {sum(words.values())} values: {advice}")


def _shared_format(seen: Observation) -> str | None:
    return next((name for name in FORMATS if name in seen.texts.formats), None)


def _is_named_so(name: str, form: str) -> bool:
    return form == "date-time" and _TIME_NAME.fullmatch(name) is not None


def _closed_words(name: str, seen: Observation) -> Counter[str]:
    """The few code words that a field repeats; empty where it looks free."""
    words = seen.texts.words
    if words is None or not 2 <= len(words) <= MOST_WORDS or _IDENTIFIER_NAME.fullmatch(name):
        return Counter()
    is_code = all(map(_CODE_WORD.fullmatch, words))
    return words if is_code and words.total() >= ENOUGH_FOR_HINT else Counter()


def _is_certain(words: Counter[str]) -> bool:
    return words.total() >= ENOUGH_FOR_ENUM and min(words.values()) >= LEAST_OF_EACH


def _times(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
