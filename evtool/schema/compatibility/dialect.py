"""Which dialect a schema is written in, as far as `$schema` tells."""

from __future__ import annotations

import re
from typing import Any, Final

from evtool.schema.compatibility.reading import UnreadableSchema

_OTHER: Final = re.compile(r"json-schema\.org/(?:draft-0[1-5]/|draft/20)")


def require_schema(schema: Any) -> None:
    """Refuse what is no schema, or of a dialect in which the same keywords mean something else.

    Draft-06 is draft-07 without some keywords. A `$schema` that names no dialect, such as the one
    of an event, is passed over.

    Raises:
        UnreadableSchema: It is no object and no boolean, or says that it is of another draft.
    """
    if not isinstance(schema, dict | bool):
        raise UnreadableSchema(f"a schema is an object or a boolean, not {schema!r:.60}")
    name = schema.get("$schema") if isinstance(schema, dict) else None
    if isinstance(name, str) and _OTHER.search(name):
        raise UnreadableSchema(f"the schema is of another dialect: {name}")
