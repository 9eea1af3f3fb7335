"""`evtool connect export`: the configuration of another system."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.connect.subject import assembly_of, complete_connector
from evtool.cli.console import say, talk
from evtool.connectors.assembly import Assembled, Assembly
from evtool.errors import EvtoolError
from evtool.selection import Files

SYSTEMS = ("kafka-connect", "druid")


@click.command(cls=Command)
@click.option(
    "--to", "system", type=click.Choice(SYSTEMS), required=True, help="Whose configuration it is."
)
@click.argument("name", metavar="NAME", shell_complete=complete_connector)
@pass_invocation
def export(run: Invocation, /, system: str, name: str) -> int:
    """Write a connector as the configuration of another system, as JSON on stdout.

    For Kafka Connect it is the body of `POST /connectors`, for Druid a list with a
    supervisor for each stream. What is different there is said on stderr. Secrets are left
    out; what comes from the environment stays a reference to it.

    \b
    Examples:
      evtool connect export --to kafka-connect shop_orders
      evtool connect export --to kafka-connect shop_orders | curl -d @- -H \\
        'content-type: application/json' http://localhost:8083/connectors
      evtool connect export --to druid archive | jq '.[0].spec.dataSchema'
    """
    assembly = assembly_of(run)
    one = assembly.chosen((name,))[name]
    made = _druid(run, assembly, one) if system == "druid" else _kafka_connect(assembly, one)
    say(json.dumps(made, indent=2, ensure_ascii=False))
    return 0


def _kafka_connect(assembly: Assembly, one: Assembled) -> Mapping[str, Any]:
    from evtool.connectors.export.kafka_connect import kafka_connect

    made = kafka_connect(one, assembly.error_stream)
    for remark in made.remarks:
        talk(f"note: {remark}")
    return made.body


def _druid(run: Invocation, assembly: Assembly, one: Assembled) -> list[dict[str, Any]]:
    from evtool.connectors.export.druid import supervisor
    from evtool.rules.stream.schemas import CatalogSchemas
    from evtool.schema.catalog import Catalog, Shelf

    if not one.selection.streams:
        raise EvtoolError(
            f"{one.connector.name} names no configured stream", hint="add `streams:` to it"
        )
    files = Files(run.workspace, offline=run.offline)
    present = [one for one in run.workspace.repositories if one.root.is_dir()]
    schemas = CatalogSchemas(
        Catalog([Shelf(one, files.of(one)) for one in present]), files.materializer().sources
    )
    made = []
    for stream in one.selection.streams:
        entry = assembly.streams.find(stream)
        title = entry.settings.get("schema_title") if entry else None
        schema = schemas.value(title) if isinstance(title, str) else None
        if schema is None:
            talk(f"note: no schema of {stream} is known; Druid finds its dimensions itself")
        made.append(supervisor(assembly, one, stream, schema))
    return made
