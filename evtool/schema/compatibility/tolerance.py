"""The event platform's tolerance: what a new optional field holds does not count.

An open object accepts a field before it is declared, whatever its value. Events of a well-kept
stream hold no undeclared fields, so declaring one breaks nobody. The schema that refuses is
therefore taken in a variant that accepts anything in fields that only the new one declares.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from typing import Any, Final

from evtool.schema.compatibility.changes.fields import leaves_free
from evtool.schema.compatibility.changes.place import Place
from evtool.schema.compatibility.changes.walk import places
from evtool.schema.compatibility.reading import Document, Pool
from evtool.schema.difference.keywords import declared_fields, required_names
from evtool.schema.difference.vocabulary import as_object

_ANY: Final = True
_PLAIN_COPY: Final = 2  # marshal without shared parts: each place can be changed alone


def tolerant(old: Any, new: Any, *, of_new: bool) -> Any:
    """The new schema (or the old one), accepting anything in the fields that were added.

    A definition that is used in several places is loosened where all its uses agree. The schema
    itself is returned where no field was added.
    """
    refusing = new if of_new else old
    copy = marshal.loads(marshal.dumps(refusing, _PLAIN_COPY))  # noqa: S302 - our own bytes
    pool = Pool(merging=False)
    roots = [pool.root(Document(copy if one is refusing else one)) for one in (old, new)]
    agreed: dict[int, tuple[dict[str, Any], set[str]]] = {}
    for place in places(*roots):
        target = place.new.raw if of_new else place.old.raw
        if isinstance(target, dict):
            names = set(_added_names(place))
            known = agreed.setdefault(id(target), (target, names))
            known[1].intersection_update(names)
    changed = False
    for target, names in agreed.values():
        for name in names:
            target.setdefault("properties", {})[name] = _ANY
            changed = True
    return copy if changed else refusing


def _added_names(place: Place) -> Iterator[str]:
    """The fields that only the new schema declares, and about which the old one says nothing."""
    old, new = as_object(place.old.raw), as_object(place.new.raw)
    before, needed = declared_fields(old), required_names(old)
    for name in declared_fields(new):
        if name not in before and name not in needed and leaves_free(old):
            yield name
