"""The sink `opensearch`, against a store in memory that speaks `_bulk`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from bulk_store import BulkStore
from loopback_server import Reply, serving
from sinks import NO_EVENT, batch, event, options, record

from evtool.connectors.batch import Batch
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.sinks.opensearch import OpensearchSink
from evtool.connectors.web import basic
from evtool.errors import ConfigurationError


@contextmanager
def opened(folder: Path, store: BulkStore, **settings: Any) -> Iterator[OpensearchSink]:
    """Open a sink into a store."""
    with (
        serving(store) as url,
        OpensearchSink(options("opensearch", folder, url=url, **settings)) as sink,
    ):
        yield sink


def test_documents_have_the_ids_of_events(tmp_path: Path) -> None:
    """So that what comes again is the same document; requests have a size."""
    store = BulkStore()
    with opened(tmp_path, store, request_bytes=400) as sink:
        assert sink.guarantee is Guarantee.IDEMPOTENT
        sink.deliver(batch(0, 1, 2))
        before = dict(store.documents)
        sink.deliver(batch(0, 1, 2))
        assert sink.positions() == {}
    assert store.documents == before
    assert before["shop.order", "id-2"] == event(2)
    assert store.requests == 4


def test_a_document_is_never_older(tmp_path: Path) -> None:
    """With a version a batch that comes again moves nothing back."""
    store = BulkStore()
    settings = {"id": "{key}", "version": "offset", "index": "{$schema}"}
    with opened(tmp_path, store, **settings) as sink:
        sink.deliver(Batch.of([record(0, key=b"a"), record(5, key=b"a")]))
        sink.deliver(Batch.of([record(0, key=b"a")]))
    assert store.documents == {("shop-order-1.0.0", "a"): event(5)}


def test_data_streams_only_create(tmp_path: Path) -> None:
    """What is there already counts as delivered."""
    store = BulkStore()
    with opened(tmp_path, store, operation="create") as sink:
        sink.deliver(batch(0))
        sink.deliver(batch(0, 1))
    assert len(store.documents) == 2


def test_a_document_that_does_not_fit_is_named(tmp_path: Path) -> None:
    """With the reason that the store gives; the others are written."""
    store = BulkStore()
    store.refuse = {1: (400, "mapper_parsing_exception")}
    with opened(tmp_path, store) as sink:
        reason = r"mapper_parsing_exception: no \(the cause\)"
        with pytest.raises(RecordFailure, match=reason) as caught:
            sink.deliver(batch(0, 1, 2))
        assert caught.value.at == (1,)
        with pytest.raises(RecordFailure) as caught:
            sink.deliver(Batch.of([record(0), record(3, NO_EVENT), record(4, {"number": 4})]))
        assert caught.value.at == (1, 2)
    assert len(store.documents) == 2


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, "es_rejected_execution_exception"), (403, "cluster_block_exception"), (503, "x")],
)
def test_a_store_that_is_full_or_busy_is_tried_again(
    tmp_path: Path, status: int, kind: str
) -> None:
    """No event is passed over for it."""
    store = BulkStore()
    store.refuse = {1: (status, kind), 2: (400, "mapper_parsing_exception")}
    with opened(tmp_path, store) as sink, pytest.raises(TargetFailure, match=kind):
        sink.deliver(batch(0, 1, 2))


def test_a_request_that_is_too_large_is_to_be_halved(tmp_path: Path) -> None:
    """Until one document stands alone."""
    store = BulkStore()
    store.answer = Reply(413)
    with opened(tmp_path, store) as sink:
        with pytest.raises(RecordFailure) as caught:
            sink.deliver(batch(0, 1))
        assert caught.value.at == ()
        with pytest.raises(RecordFailure) as caught:
            sink.deliver(batch(0))
        assert caught.value.at == (0,)


def test_answers_that_make_no_sense_are_no_success(tmp_path: Path) -> None:
    """A proxy's page, or an answer about fewer documents."""
    store = BulkStore()
    with opened(tmp_path, store) as sink:
        for store.answer in (Reply(body=b"<html>"), Reply(body=b'{"items": []}'), Reply(502)):
            with pytest.raises(TargetFailure, match="did not take documents"):
                sink.deliver(batch(0))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"api_key": "abc"}, "ApiKey abc"),
        ({"user": "ada", "password": "hunter2"}, basic("ada:hunter2")),
    ],
)
def test_credentials(tmp_path: Path, settings: dict[str, str], expected: str) -> None:
    """The right ones open; wrong ones are told without them."""
    with opened(tmp_path, BulkStore(expected), **settings) as sink:
        assert not {"abc", "hunter2"} & {*repr(sink._config).replace("'", " ").split()}
    wrong = pytest.raises(TargetFailure, match="answered 401: Unauthorized")
    with wrong as caught, opened(tmp_path, BulkStore("Basic else"), **settings):
        pass
    assert "hunter2" not in str(caught.value)
    assert caught.value.hint == "are the credentials right?"


def test_a_store_that_is_away(tmp_path: Path) -> None:
    """Opening says so."""
    with serving(BulkStore()) as url:
        pass
    made = OpensearchSink(options("opensearch", tmp_path, url=url))
    with pytest.raises(TargetFailure, match="cannot be reached"), made:
        pass


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"url": "there"}, "url: is no address"),
        ({"id": "same"}, "id: is the same for all events"),
        ({"operation": "create", "version": "offset"}, "version: does not go with"),
        ({"user": "ada", "api_key": "abc"}, "api_key: stands beside a user"),
        ({"request_bytes": 0}, "request_bytes: must be above 0"),
    ],
)
def test_options_are_checked(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    """What cannot work is refused before anything runs."""
    with pytest.raises(ConfigurationError, match=message):
        options("opensearch", tmp_path, **{"url": "http://127.0.0.1:9200", **settings})
