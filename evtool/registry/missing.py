"""What is not there is answered with what comes nearest to it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from evtool.registry.address import Address, url_of
from evtool.registry.answers import problem
from evtool.registry.inventory import Inventory, near_titles, near_versions, take_inventory
from evtool.schema.repository import Repository
from evtool.workspace import Workspace


def no_repository(request: Request, name: str, path: str, workspace: Workspace) -> Response:
    """404 for an unknown repository; perhaps a title was given without its repository."""
    names = [one.name for one in workspace.repositories]
    title = "/".join(part for part in (name, path.strip("/")) if part)
    inventories = _inventories(workspace)
    near = near_titles(title, inventories) or near_titles(title.rpartition("/")[0], inventories)
    hint = f"the repositories are {', '.join(names)}" if names else "none is configured"
    return problem(request, 404, f"no repository {name}", hint, nearest=_urls(near))


def no_title(request: Request, title: str, asked: Repository, workspace: Workspace) -> Response:
    """404 for an unknown schema."""
    near = near_titles(title, _inventories(workspace))
    hint = f"did you mean {near[0][1]}?" if near else "`/` lists what there is"
    message = f"no schema {title} in {asked.name}"
    return problem(request, 404, message, hint, nearest=_urls(near))


def no_version(
    request: Request, address: Address, asked: Repository, workspace: Workspace
) -> Response:
    """404 for a version that a schema does not have."""
    entry = take_inventory(asked).entry(address.folder)
    if entry is None:
        return no_title(request, address.folder, asked, workspace)
    near = [str(one) for one in near_versions(address.name, entry.versions)]
    hint = f"there is {', '.join(near)}" if near else "it is not materialized yet"
    urls = [url_of(asked.name, entry.title, version) for version in near]
    message = f"{address.folder} has no {address.name}"
    return problem(request, 404, message, hint, nearest=urls)


def _inventories(workspace: Workspace) -> list[Inventory]:
    return [take_inventory(repository) for repository in workspace.repositories]


def _urls(near: list[tuple[str, str]]) -> list[str]:
    return [f"{url_of(repository, title)}/" for repository, title in near]
