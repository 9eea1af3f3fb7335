"""`evtool intake run`: the service in the foreground."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import replace

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import talk
from evtool.cli.extras import require
from evtool.cli.serving import log_to_stderr
from evtool.dev.ports import listen_exactly
from evtool.intake.config import IntakeConfig

_NEEDED = ("httptools", "jsonschema_rs", "msgspec", "orjson", "prometheus_client", "uvloop")


@click.command(cls=Command)
@click.option("--host", metavar="ADDRESS", help="Address to listen on.  [default: intake.host]")
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N",
    help="Port to listen on; 0: any free one.  [default: intake.port, 8192]",
)  # fmt: skip
@click.option(
    "--admin-port", type=click.IntRange(0, 65535), metavar="N",
    help="Port of /metrics, /healthz and /readyz.  [default: intake.admin_port, 8193]",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N",
    help="Processes that share the port; the nth has the nth admin port.  [default: 1]",
)  # fmt: skip
@click.option(
    "--access-log/--no-access-log", default=None,
    help="Log each request in one JSON line, on stderr.  [default: intake.access_log]",
)  # fmt: skip
@click.option("--tell", is_flag=True, help="Log each accepted and refused event, up to some.")
@pass_invocation
def run(
    run: Invocation,
    /,
    host: str | None,
    port: int | None,
    admin_port: int | None,
    workers: int | None,
    access_log: bool | None,
    tell: bool,
) -> int:
    """Take events in until SIGTERM or Ctrl-C.

    POST /v1/events takes what EventGate takes: one event or an array, as application/json
    or text/plain. An event that is answered with 201 is durable in the log. Schemas and
    stream configuration are followed while it runs; SIGHUP reads them again at once. The
    log of the service, JSON lines on stderr, never holds headers or keys, and nothing of
    events without --tell. Only loopback is open to everybody: elsewhere `intake.keys` says
    who may send.

    \b
    Examples:
      evtool intake run
      evtool intake run --port 9000 --workers 2
      curl -d @event.json -H 'content-type: application/json' localhost:8192/v1/events
    """
    require("evtool intake run", _NEEDED, "intake")
    workspace = run.workspace
    given = {
        "host": host,
        "port": port,
        "admin_port": admin_port,
        "workers": workers,
        "access_log": access_log,
    }
    config = replace(
        workspace.section("intake", IntakeConfig),
        **{name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]
    )
    log_to_stderr(run.verbosity)
    if config.workers > 1:
        from evtool.dev.workers import run_workers

        level = logging.getLogger("evtool").level
        return run_workers(workspace, config, level=level, tell=tell)
    from evtool.intake.access.exposure import require_keys
    from evtool.intake.serve import serve

    with ExitStack() as opened:
        listener = listen_exactly(config.host, config.port)
        admin = listen_exactly("127.0.0.1", config.admin_port, "--admin-port")
        for one in (listener, admin):
            opened.enter_context(one.socket)
        require_keys(listener.socket, config.keys)

        def tell_place() -> None:
            talk(f"taking events at {listener.url}/v1/events; {admin.url}/metrics")

        serve(
            workspace,
            listener.socket,
            admin=admin.socket,
            tell=tell,
            config=config,
            on_ready=tell_place,
        )
    return 0
