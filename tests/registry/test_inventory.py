"""What there is to serve, and what comes nearest to what is not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evtool.registry.inventory import Inventory, near_titles, near_versions, take_inventory
from evtool.schema.catalog import list_entries
from evtool.schema.repository import Repository
from evtool.schema.version import Version
from evtool.workspace import Workspace

MAIN = Repository("main", "primary", Path("/repository"))


def holding(repository: Repository, *titles: str) -> Inventory:
    """A repository with one version of each of these titles."""
    paths = [f"{title}/1.0.0.yaml" for title in titles]
    return Inventory(repository, tuple(list_entries(repository, paths)))


def versions(*texts: str) -> Sequence[Version]:
    """Versions of their texts."""
    return [Version.parse(text) for text in texts]


def test_a_repository_is_listed_from_disk(workspace: Workspace) -> None:
    """Titles and versions come from file names."""
    inventory = take_inventory(workspace.repositories[0])
    assert [one.title for one in inventory.entries] == ["fragment/common", "shop/order"]
    entry = inventory.entry("shop/order")
    assert entry is not None
    assert list(entry.versions) == versions("1.0.0", "1.1.0")
    assert inventory.entry("shop") is None


def test_a_repository_that_is_not_there_says_so(tmp_path: Path) -> None:
    """It is empty, not an error."""
    inventory = take_inventory(Repository("main", "primary", tmp_path / "nowhere"))
    assert inventory.entries == ()
    assert "cannot be listed" in (inventory.problem or "")


def test_a_folder_holds_what_is_below_it() -> None:
    """`shop` holds `shop/order`, and not `shopping`."""
    below = holding(MAIN, "shop/order", "shopping", "shop").below("shop")
    assert [one.title for one in below] == ["shop", "shop/order"]


def test_near_titles_name_their_repositories() -> None:
    """The same title may be in two repositories; an exact one comes first."""
    other = Repository("other", "secondary", Path("/other"))
    inventories = [holding(MAIN, "page/change", "page/create"), holding(other, "page/change")]
    assert near_titles("page/chnage", inventories)[:2] == [
        ("main", "page/change"),
        ("other", "page/change"),
    ]
    assert near_titles("page/create", inventories)[0] == ("main", "page/create")
    assert near_titles("x" * 100_000, inventories) == []


def test_near_versions_come_by_distance() -> None:
    """The same major version is nearer than any other; a word means the newest."""
    known = versions("1.0.0", "1.1.0", "1.2.0", "2.0.0", "3.0.0", "4.0.0")
    assert near_versions("1.1.5", known)[:3] == versions("1.1.0", "1.2.0", "1.0.0")
    assert near_versions("latest", known)[0] == Version.parse("4.0.0")
    assert len(near_versions("1.0.1", known)) == 5


VERSIONS = st.builds(Version, *[st.integers(0, 20)] * 3)


@given(VERSIONS, st.sets(VERSIONS))
def test_the_version_itself_is_the_nearest(wanted: Version, known: set[Version]) -> None:
    """What is suggested exists, and nothing comes before an exact answer."""
    near = near_versions(str(wanted), known)
    assert set(near) <= known
    assert wanted not in known or near[0] == wanted
