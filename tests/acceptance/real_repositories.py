"""Materialize the real schema repositories and compare with what is committed in them.

Run it as `python tests/acceptance/real_repositories.py FOLDER EVTOOL`, with the folder of
`primary.tar.gz` and `secondary.tar.gz`. Nothing may change in primary; in secondary only
the files that the reference tool would change too: they were committed unsorted.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

EXPECTED = {
    "primary": set[str](),
    "secondary": {
        "analytics/mediawiki/structured_task/article/image_suggestion_interaction/1.4.1.yaml",
        "analytics/mediawiki/wd_propertysuggester/client_side_property_request/1.0.0.yaml",
        "analytics/mediawiki/wd_propertysuggester/server_side_property_request/1.0.0.yaml",
        "analytics/mobile_apps/android_image_recommendation_interaction/1.0.0.yaml",
        "analytics/pref_diff/1.0.0.yaml",
        "analytics/session_tick/2.0.0.yaml",
        "analytics/test/2.0.0.yaml",
        "swift/upload/complete/1.0.0.yaml",
    },
}
PRIMARY_URL = "https://schema.wikimedia.org/repositories/primary/jsonschema/"


def main(data: Path, evtool: str) -> int:
    """Check both repositories; 0 if each changes exactly what is expected."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in EXPECTED:
            with tarfile.open(data / f"{name}.tar.gz") as archive:
                archive.extractall(root / name, filter="data")
        config = root / "secondary/.jsonschema-tools.yaml"
        config.write_text(config.read_text().replace(PRIMARY_URL, "../primary/jsonschema/"))
        for name, expected in EXPECTED.items():
            found = changed(root / name, evtool)
            verdict = "as expected" if found == expected else f"NOT as expected: {found ^ expected}"
            wrong += found != expected
            print(f"{name}: {len(found)} files would change, {verdict}")  # noqa: T201 - a script
    return 1 if wrong else 0


def changed(repository: Path, evtool: str) -> set[str]:
    """The files that materializing everything would change."""
    command = [evtool, "schema", "materialize", "--all", "--check"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or done.stderr.startswith("error"):
        sys.exit(f"{repository.name}: exit {done.returncode}: {done.stderr}")
    lines = done.stdout.splitlines()
    return {line.split()[1].removeprefix("jsonschema/") for line in lines}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
