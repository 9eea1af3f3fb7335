"""Send an intake what its own description allows, and what it does not, with schemathesis.

Run it as `python tests/fuzz/openapi_fuzzer.py --seconds 40`, with the extra `fuzz` installed.
It fails on an answer of 500 or above, and on one that the description does not know.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from service import Folder, Service, event

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance")
CHECKS += ("response_schema_conformance",)


def operations(spec: dict[str, Any]) -> int:
    """How many operations a description has."""
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    return sum(len(methods & set(path)) for path in spec.get("paths", {}).values())


def run(seconds: int, seed: int) -> int:
    """Start an intake, fuzz it, and see that it still takes events; the exit code."""
    with tempfile.TemporaryDirectory() as root:
        service = Service(Folder(Path(root)))
        try:
            return fuzz(service, root, seconds, seed)
        finally:
            service.end()


def fuzz(service: Service, folder: str, seconds: int, seed: int) -> int:
    """Fuzz a running intake; the exit code."""
    status, body, _ = service.ask("GET", "/?spec")
    if status != 200 or not operations(json.loads(body)):
        print("the description has no operations yet: nothing to do")  # noqa: T201 - a script
        return 0
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--no-color", "run",
        f"{service.url}/?spec", f"--checks={','.join(CHECKS)}",
        "--phases=examples,coverage,fuzzing",
        f"--max-time={seconds}", f"--seed={seed}", "--request-timeout=20", "--continue-on-failure",
        "--generation-database=none", "--suppress-health-check=all",
    ]  # fmt: skip
    hooks = {"SCHEMATHESIS_HOOKS": "lines_for_schemathesis", "PYTHONPATH": sys.path[0]}
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **hooks}, timeout=seconds * 3 + 120, check=False
    )
    alive = service.process.poll() is None and service.post(event("last"))[0] == 201
    traces = [line for line in service.log if "Traceback" in line]
    if not alive or traces:
        print(f"WRONG: alive {alive}, tracebacks {len(traces)}")  # noqa: T201
        return 1
    return done.returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.exit(run(asked.seconds, asked.seed))
