"""Which document a URI names, and what is said where there is none."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from evtool.errors import SchemaNotFound
from evtool.schema.resolve import Sources
from evtool.schema.store import MemoryStore


@dataclass(frozen=True)
class CountedStore(MemoryStore):
    """Counts how often all of its files are listed."""

    listings: list[None] = field(default_factory=list)

    def paths(self) -> Iterator[str]:
        """See `Store.paths`."""
        self.listings.append(None)
        return super().paths()


def test_many_unresolved_references_cost_one_listing() -> None:
    """A repository of thousands of files is not gone through for each of them."""
    stores = [CountedStore({"page/1.0.0": b"{}", "page/1.1.0": b"{}"}), CountedStore({})]
    sources = Sources(stores)
    for number in range(50):
        with pytest.raises(SchemaNotFound) as missing:
            sources.document(f"/page/2.{number}.0")
        assert missing.value.hint == "/page has 1.0.0, 1.1.0"
        with pytest.raises(SchemaNotFound, match="no schema"):
            sources.document(f"/gone/{number}/1.0.0")
    assert [len(store.listings) for store in stores] == [1, 1]
