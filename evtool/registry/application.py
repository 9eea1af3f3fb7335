"""The ASGI application: which URL gives what."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evtool.errors import DocumentError, EvtoolError, SchemaError
from evtool.registry import listing, pages
from evtool.registry.access import AccessLog
from evtool.registry.address import Address, parse_address
from evtool.registry.answers import (
    METHODS,
    answer,
    is_known,
    json_answer,
    not_modified,
    preflight,
    problem,
    tagged,
)
from evtool.registry.content import find_content
from evtool.registry.inventory import take_inventory
from evtool.registry.missing import no_repository, no_title, no_version
from evtool.schema.repository import Repository
from evtool.workspace import Workspace


def application(workspace: Workspace) -> Starlette:
    """The schema files of a workspace as an ASGI application; it only reads.

    `/` lists everything, `/<repository>/<title>/` the versions of a schema, and
    `/<repository>/<title>/<version>`, with `.yaml`, `.json` or neither, is one of them;
    `latest` stands for the newest. `/healthz` tells that the service is up.
    """
    registry = _Registry(workspace)
    return Starlette(
        routes=[
            Route("/", registry.index, methods=METHODS),
            Route("/healthz", _healthz, methods=METHODS),
            Route("/{repository}", registry.schemas, methods=METHODS),
            Route("/{repository}/{path:path}", registry.schemas, methods=METHODS),
        ],
        exception_handlers={HTTPException: _refused, Exception: _broken},
        middleware=[Middleware(AccessLog)],
    )


@dataclass(frozen=True)
class _Registry:
    """The endpoints; Starlette runs each call in a thread, since they read the disk."""

    workspace: Workspace

    def index(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight()
        inventories = [take_inventory(repository) for repository in self.workspace.repositories]
        if _wants_json(request):
            return json_answer(request, listing.index_json(inventories), Vary="Accept")
        return _page(request, pages.index_page(self.workspace.root.name, inventories))

    def schemas(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight()
        name, path = request.path_params["repository"], request.path_params.get("path", "")
        repository = next((one for one in self.workspace.repositories if one.name == name), None)
        if repository is None:
            return no_repository(request, name, path, self.workspace)
        address = parse_address(path, repository)
        if address is None:
            return problem(request, 404, "no schema can have this path")
        if address.name:
            return self._file(request, address, repository)
        return self._folder(request, address.folder, repository)

    def _file(self, request: Request, address: Address, repository: Repository) -> Response:
        try:
            content = find_content(address, repository)
            if content is None:
                return no_version(request, address, repository, self.workspace)
            if is_known(request, content.tag):
                return not_modified(content.tag)
            return tagged(request, content.body(), content.media_type, content.tag)
        except EvtoolError as error:
            return _unreadable(request, address, error)

    def _folder(self, request: Request, folder: str, repository: Repository) -> Response:
        here = take_inventory(repository)
        entry, entries = here.entry(folder) if folder else None, here.below(folder)
        if folder and not entries:
            return no_title(request, folder, repository, self.workspace)
        if _wants_json(request):
            listed = (
                listing.schema_json(here, entry) if entry else listing.folder_json(here, entries)
            )
            return json_answer(request, listed, Vary="Accept")
        page = pages.schema_page(here, entry) if entry else pages.folder_page(here, folder, entries)
        return _page(request, page)


def _unreadable(request: Request, address: Address, error: EvtoolError) -> Response:
    """A file that is there and cannot be given; the message names no path of the machine."""
    if isinstance(error, DocumentError):
        line = error.place.line if error.place else 0
        return problem(request, 500, error.message, error.hint, path=address.path, line=line)
    status = 403 if isinstance(error, SchemaError) else 500
    return problem(request, status, error.message, path=address.path)


def _healthz(request: Request) -> Response:
    if request.method == "OPTIONS":
        return preflight()
    return json_answer(request, {"status": "ok"})


def _page(request: Request, body: bytes) -> Response:
    return answer(
        request, body, pages.MEDIA_TYPE, Vary="Accept", Content_Security_Policy=pages.POLICY
    )


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


async def _refused(request: Request, error: Exception) -> Response:
    """A method that is not allowed, or a path without any route."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status != 405:
        return problem(request, status, "no such page", "`/` lists what there is")
    response = problem(request, status, f"{request.method} is not served, only GET and HEAD")
    response.headers["Allow"] = ", ".join(METHODS)
    return response


async def _broken(request: Request, _error: Exception) -> Response:
    """Our bug; the server logs it."""
    return problem(request, 500, "a bug in evtool: its log has the details")
