"""Trying a connector out: does it connect, and does what is there fit?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evtool.connectors.assembly import Assembled, Assembly
from evtool.connectors.failure import TargetFailure
from evtool.connectors.fields import check_fields
from evtool.connectors.runner.reading import make_pipeline
from evtool.connectors.selection import unmatched
from evtool.connectors.sink import Planning
from evtool.connectors.targets import targets_of
from evtool.errors import ConfigurationError, EvtoolError

Verdict = Literal["ok", "away", "wrong"]


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for one connector: fine, the store is away, or it cannot work so."""

    name: str
    verdict: Verdict
    message: str
    hint: str | None = None
    remarks: tuple[str, ...] = ()


def try_out(assembly: Assembly, one: Assembled) -> Result:
    """Open a connector and let go of it again; no record is read or written."""
    name = one.connector.name
    remarks = tuple(_remarks(assembly, one))
    try:
        made = one.connector.make(assembly.workspace)
        if isinstance(made, Planning):
            made.plan(one.selection.streams)
        if not one.is_sink:
            make_pipeline(assembly, one.connector).check(targets_of(one.connector))
        check_fields(one.connector.options, one.selection.streams, assembly.workspace)
        with made as opened:
            positions = opened.positions() if one.is_sink else {}
    except TargetFailure as error:
        return Result(name, "away", str(error), error.hint, remarks)
    except EvtoolError as error:
        return Result(name, "wrong", str(error), error.hint, remarks)
    what = f"connects, {made.guarantee}" if one.is_sink else f"connects to {made.identity}"
    if positions:
        what += f"; it keeps offsets of {len(positions):,} partitions"
    return Result(name, "ok", what, remarks=remarks)


def check_names(assembly: Assembly, one: Assembled) -> None:
    """Find what options name that no schema of the streams has, before anything is read.

    Raises:
        ConfigurationError: There is such.
    """
    streams = one.selection.streams
    check_fields(one.connector.options, streams, assembly.workspace)
    made = one.connector.make(assembly.workspace)
    if isinstance(made, Planning):
        try:
            made.plan(streams)
        except ConfigurationError:
            raise
        except EvtoolError:
            return  # a schema that cannot be had now may come with the next pull


def _remarks(assembly: Assembly, one: Assembled) -> Iterator[str]:
    if one.is_sink and one.selection.is_empty:
        yield "it reads nothing: no stream fits"
    if assembly.streams.entries:
        for pattern in unmatched(one.connector.common.streams, assembly.streams):
            yield f"no configured stream is called {pattern!r}"
