"""`evtool streams serve`: the configuration over HTTP."""

from __future__ import annotations

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import talk, warn
from evtool.cli.extras import require
from evtool.cli.serving import log_to_stderr
from evtool.cli.streams.subject import environment_option, require_files
from evtool.dev.config import DevConfig
from evtool.dev.ports import is_loopback, listen_exactly


@click.command(cls=Command)
@click.option(
    "--host", metavar="ADDRESS", default="127.0.0.1", show_default=True,
    help="Address to listen on; anything but loopback opens it to the network.",
)  # fmt: skip
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N",
    help="Port to listen on; 0: any free one.  [default: dev.streams_port, 8191]",
)  # fmt: skip
@click.option("--access-log/--no-access-log", default=True, help="Log each request, or none.")
@environment_option
@pass_invocation
def serve(
    run: Invocation, /, host: str, port: int | None, access_log: bool, environments: tuple[str, ...]
) -> int:
    """Serve the stream configuration over HTTP.

    `/v1/streams` and `/v1/streams/NAME` are plain JSON with entity tags; `/w/api.php`
    answers like MediaWiki's action=streamconfigs. A changed file is read again, and on
    SIGHUP all are; while one is broken, the configuration stays as it was. The log, JSON
    lines on stderr, tells what changes. SIGTERM and Ctrl-C end it in order.

    \b
    Examples:
      evtool streams serve
      evtool streams serve --port 9000 --environment private
      curl localhost:8191/v1/streams/page.change?origins
      curl 'localhost:8191/w/api.php?action=streamconfigs&streams=page.change'
    """
    require("evtool streams serve", ["uvicorn"], "dev-server")
    from evtool.streamconfig.serve import serve as run_service

    workspace = run.workspace
    require_files(workspace)
    wanted = workspace.section("dev", DevConfig).streams_port if port is None else port
    listener = listen_exactly(host, wanted)
    log_to_stderr(run.verbosity)
    if not is_loopback(host):
        warn(f"{host} is not loopback: the network can read the configuration")
    talk(f"serving {listener.url}/v1/streams")
    with listener.socket:
        run_service(
            workspace, listener.socket, environments=environments or None, access=access_log
        )
    return 0
