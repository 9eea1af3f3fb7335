"""Which requests carry CloudEvents, and the events in their bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from evtool.intake.cloudevents.attributes import from_headers, is_json
from evtool.intake.cloudevents.config import CloudEventsConfig
from evtool.intake.cloudevents.mapping import Mapper
from evtool.intake.event.json_text import TextError, dump, parse, slices
from evtool.intake.http.payload import Payload, PayloadError, Reader
from evtool.intake.http.request import Request
from evtool.intake.schemas.library import CompiledSchema

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"

_FAMILY = "application/cloudevents"


class CloudEventsReader:
    """Finds out how a request carries CloudEvents, if it does."""

    def __init__(self, config: CloudEventsConfig, find: Callable[[str], CompiledSchema]) -> None:
        self._mapper = Mapper(config, find)

    def reader(self, media_type: str, request: Request) -> Reader | None:
        """What reads the body of a request with CloudEvents; None for all other requests."""
        headers = request.headers
        is_binary = b"ce-specversion" in headers or b"ce-id" in headers
        if not is_binary and not media_type.startswith(_FAMILY):
            return None  # nearly always
        mapper = self._mapper
        if b"?" in request.target:
            schema, stream = request.parameter("schema_uri"), request.parameter("stream")
            mapper = replace(mapper, schema=schema, stream=stream)
        if media_type == STRUCTURED:
            return lambda text: read_structured(text, mapper)
        if media_type == BATCH:
            return lambda text: read_batch(text, mapper)
        if is_binary and is_json(media_type) and not media_type.startswith(_FAMILY):
            return lambda text: read_binary(text, request, mapper)
        return None


def read_structured(text: bytes, mapper: Mapper) -> Payload:
    """The event of one CloudEvent in its JSON format.

    Raises:
        PayloadError: It is not JSON, or an array.
    """
    cloud = _parsed(text)
    if isinstance(cloud, list):
        raise PayloadError(f"{STRUCTURED} is one event; send arrays as {BATCH}")
    return Payload([mapper.event(cloud)], lambda: [text])


def read_batch(text: bytes, mapper: Mapper) -> Payload:
    """The events of an array of CloudEvents.

    Raises:
        PayloadError: It is not JSON, or no array.
    """
    clouds = _parsed(text)
    if not isinstance(clouds, list):
        raise PayloadError(f"{BATCH} is an array; send a single event as {STRUCTURED}")
    return Payload([mapper.event(cloud) for cloud in clouds], lambda: slices(text))


def read_binary(text: bytes, request: Request, mapper: Mapper) -> Payload:
    """The event whose data is the body and whose attributes are headers.

    What is kept of a refused one is its structured form, around the received bytes: without
    the attributes nobody could send it again.

    Raises:
        PayloadError: The body is not JSON.
    """
    attributes = from_headers(request.headers)
    cloud = {**attributes, "data": _parsed(text)}
    return Payload([mapper.event(cloud)], lambda: [_structured(attributes, text)])


def _structured(attributes: dict[str, str], data: bytes) -> bytes:
    return b'%s,"data":%s}' % (dump(attributes)[:-1], data.strip())


def _parsed(text: bytes) -> object:
    try:
        return parse(text)
    except TextError as error:
        raise PayloadError(str(error)) from None
