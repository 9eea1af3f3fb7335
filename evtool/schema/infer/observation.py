"""What was seen of one field over all samples: counts and small sets, never the events.

Memory is bounded: texts keep at most `MOST_TEXTS` different values, an object that shows more than
`MOST_NAMES` names is remembered as a map, and all samples together have a `Budget` of fields.
The depth of the samples is bounded by the caller.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from evtool.errors import EvtoolError
from evtool.schema.difference.wording import shown
from evtool.schema.infer.formats import FORMATS, formats_of

MOST_NAMES = 400
MOST_TEXTS = 16
LONGEST_WORD = 64
MOST_FIELDS = 20_000


class SampleError(EvtoolError):
    """The samples are not events from which a schema can be inferred."""


@dataclass(slots=True)
class Budget:
    """How many more different fields may be remembered."""

    left: int = MOST_FIELDS

    def take(self) -> None:
        """Use one up.

        Raises:
            SampleError: None is left.
        """
        if self.left == 0:
            raise SampleError(
                f"the samples hold more than {MOST_FIELDS:,} different fields",
                hint="leave out the free-form parts, or infer from fewer events",
            )
        self.left -= 1


@dataclass(slots=True)
class Texts:
    """What was seen of the strings of a field; `words` is None once they are too many or long."""

    formats: frozenset[str] = frozenset(FORMATS)
    words: Counter[str] | None = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """See one string."""
        if self.formats:
            self.formats = formats_of(text, self.formats)
        if self.words is not None and len(text) <= LONGEST_WORD:
            self.words[text] += 1
            self._forget_many()
        else:
            self.words = None

    def absorb(self, other: Texts) -> None:
        """See all that another has seen."""
        self.formats &= other.formats
        if self.words is None or other.words is None:
            self.words = None
        else:
            self.words.update(other.words)
            self._forget_many()

    def _forget_many(self) -> None:
        if self.words is not None and len(self.words) > MOST_TEXTS:
            self.words = None


@dataclass(slots=True)
class Observation:
    """What was seen of one field.

    `kinds` counts the JSON types (`integer` and `number` apart), `first` shows the first value of
    each. `fields` are the fields of its objects by name in order of appearance, until there are
    too many: then `values` stands for all of them. `items` are those of its arrays.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    texts: Texts = field(default_factory=Texts)
    largest: float = 0
    fields: dict[str, Observation] = field(default_factory=dict)
    values: Observation | None = None
    items: Observation | None = None

    def add(self, value: Any, budget: Budget) -> None:
        """See one value, and all that is in it."""
        kind = kind_of(value)
        self.kinds[kind] += 1
        if kind not in self.first:
            self.first[kind] = shown(value)
        if isinstance(value, str):
            self.texts.add(value)
        elif kind in ("integer", "number"):
            self.largest = max(self.largest, abs(value))
        elif isinstance(value, list):
            self._add_items(value, budget)
        elif isinstance(value, dict):
            self._add_fields(value, budget)

    def add_event(self, event: dict[str, Any], budget: Budget) -> None:
        """See a whole event: as `add`, but an event is never remembered as a map."""
        self.kinds["object"] += 1
        for name, value in event.items():
            self._field(name, budget).add(value, budget)

    def absorb(self, other: Observation) -> None:
        """See all that another has seen, which stays as it is."""
        self.kinds.update(other.kinds)
        self.first = {**other.first, **self.first}
        self.texts.absorb(other.texts)
        self.largest = max(self.largest, other.largest)
        if other.items is not None:
            self.items = _absorbed(self.items, other.items)
        for name, one in other.fields.items():
            if self.values is None:
                self.fields[name] = _absorbed(self.fields.get(name), one)
                self._become_map()
            else:
                self.values.absorb(one)
        if other.values is not None:
            self.values = _absorbed(self.merged_fields(), other.values)
            self.fields = {}

    def merged_fields(self) -> Observation:
        """All fields of its objects seen as one, as the values of a map are."""
        merged = Observation()
        for one in (*self.fields.values(), *([self.values] if self.values else [])):
            merged.absorb(one)
        return merged

    def _add_items(self, items: list[Any], budget: Budget) -> None:
        if self.items is None:
            budget.take()
            self.items = Observation()
        for item in items:
            self.items.add(item, budget)

    def _add_fields(self, fields: dict[str, Any], budget: Budget) -> None:
        for name, value in fields.items():
            if self.values is not None:
                self.values.add(value, budget)
                continue
            self._field(name, budget).add(value, budget)
            self._become_map()

    def _field(self, name: str, budget: Budget) -> Observation:
        if name not in self.fields:
            budget.take()
            self.fields[name] = Observation()
        return self.fields[name]

    def _become_map(self) -> None:
        if len(self.fields) > MOST_NAMES:
            self.values, self.fields = self.merged_fields(), {}


def kind_of(value: Any) -> str:
    """The JSON type of a value; a number written with a fraction or exponent is no `integer`."""
    for python, kind in _KINDS:
        if isinstance(value, python):
            return kind
    return "null" if value is None else "string"


def measure(value: Any) -> tuple[int, int]:
    """How many values there are in a value, itself included, and how deep they nest."""
    size, deepest, pending = 0, 0, [(value, 0)]
    while pending:
        part, depth = pending.pop()
        size, deepest = size + 1, max(deepest, depth)
        if isinstance(part, dict | list):
            inner = part.values() if isinstance(part, dict) else part
            pending.extend((one, depth + 1) for one in inner)
    return size, deepest


_KINDS: tuple[tuple[type, str], ...] = (
    (str, "string"),
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (dict, "object"),
    (list, "array"),
)


def _absorbed(one: Observation | None, other: Observation) -> Observation:
    whole = one or Observation()
    whole.absorb(other)
    return whole
