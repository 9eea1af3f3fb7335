"""The last pass over what a schema without a type has become: empty objects go."""

from __future__ import annotations

from typing import Any

from evtool.schema.example.choice import choice_in
from evtool.schema.example.javascript import CONTAINERS, UNDEFINED
from evtool.schema.example.tally import Tally


def clean(value: Any, schema: Any, tally: Tally) -> Any:
    """`value`, changed in place: members that are empty objects or undefined are removed.

    They stay where `schema`, the one of the whole value, requires their name at any
    depth, or was a choice. In lists, the objects that become empty are removed.
    """
    return _Kept(schema, tally).clean(value) if isinstance(value, CONTAINERS) else value


class _Kept:
    """Which empty members stay."""

    def __init__(self, schema: Any, tally: Tally) -> None:
        keywords = schema if isinstance(schema, dict) else {}
        required = keywords.get("required")
        names = required if isinstance(required, list) else []
        self.names = {name for name in names if isinstance(name, str)}
        self.all = bool(choice_in(keywords) or choice_in(keywords.get("additionalProperties")))
        self.tally = tally

    def clean(self, value: Any) -> Any:
        if isinstance(value, dict):
            self._clean_object(value)
        elif isinstance(value, list):
            return self._cleaned_list(value)
        return value

    def _cleaned_list(self, items: list[Any]) -> list[Any]:
        self.tally.spend(len(items))
        cleaned = []
        for item in items:
            value = self.clean(item)
            if value is not UNDEFINED and value != {}:
                cleaned.append(value)
        return cleaned

    def _clean_object(self, members: dict[str, Any]) -> None:
        self.tally.spend(len(members))
        for name in list(members):
            value = members[name]
            if value == {}:
                if not self.all and name not in self.names:
                    del members[name]
            elif value is UNDEFINED:
                del members[name]
            else:
                members[name] = self.clean(value)
