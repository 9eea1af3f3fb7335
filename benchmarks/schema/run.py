"""evtool beside the reference tool, jsonschema-tools 1.3.0, on the same repositories.

Run it as `python benchmarks/schema/run.py [--data FOLDER]`, with the folder that holds
`primary.tar.gz` and `secondary.tar.gz`; without it only generated repositories are
measured. The reference tool is installed with npm into a cache folder. Each figure is
the median of alternating runs; the ratio is what counts, as machines differ.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "@wikimedia/jsonschema-tools@1.3.0"
PRIMARY_URL = "https://schema.wikimedia.org/repositories/primary/jsonschema/"
RUNS = 5


@dataclass(frozen=True)
class Figure:
    """One run: wall seconds, and the peak memory of the process in MiB."""

    seconds: float
    memory: float


def measure(command: list[str], folder: Path, prepare: Callable[[], None]) -> Figure:
    """Run a command once, from a prepared state."""
    prepare()
    start = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(child.pid, 0)
    return Figure(time.perf_counter() - start, usage.ru_maxrss / 1024)


def compare(name: str, folder: Path, prepare: Callable[[], None], ours: str, theirs: str) -> None:
    """Alternate the two tools and print medians and ratios."""
    commands = {"evtool": ours.split(), "reference": theirs.split()}
    figures: dict[str, list[Figure]] = {tool: [] for tool in commands}
    for number in range(RUNS + 1):
        for tool, command in commands.items():
            figure = measure(command, folder, prepare)
            if number:  # the first of each warms the caches
                figures[tool].append(figure)
    seconds = {tool: statistics.median(f.seconds for f in runs) for tool, runs in figures.items()}
    memory = {tool: statistics.median(f.memory for f in runs) for tool, runs in figures.items()}
    print(
        f"{name:28} {seconds['evtool']:6.3f} s {seconds['reference']:6.3f} s"
        f"  time x{seconds['evtool'] / seconds['reference']:.2f}"
        f"  memory {memory['evtool']:4.0f} / {memory['reference']:4.0f} MiB"
        f" x{memory['evtool'] / memory['reference']:.2f}"
    )


def reference_tool() -> Path:
    """The reference tool, installed once."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "evtool-benchmarks"
    tool = cache / "node_modules/.bin/jsonschema-tools"
    if not tool.exists():
        cache.mkdir(parents=True, exist_ok=True)
        (cache / "package.json").write_text('{"private": true}')
        subprocess.run(["npm", "install", "--silent", PACKAGE], cwd=cache, check=True)
    return tool


def git(folder: Path, *words: str) -> None:
    """Run git with an identity."""
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def unpack(data: Path, root: Path) -> None:
    """The two real repositories, committed to git, secondary looking up primary on disk."""
    for name in ("primary", "secondary"):
        with tarfile.open(data / f"{name}.tar.gz") as archive:
            archive.extractall(root / name, filter="data")
        config = root / name / ".jsonschema-tools.yaml"
        config.write_text(config.read_text().replace(PRIMARY_URL, "../primary/jsonschema/"))
        commit(root / name)


def commit(folder: Path) -> None:
    """Commit everything in a folder."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "base")


def real(data: Path, root: Path, evtool: str, theirs: str) -> None:
    """All schemas, one staged schema, and nothing to do, in each real repository."""
    unpack(data, root)
    sources = {
        "primary": "jsonschema/mediawiki/page/change/current.yaml",
        "secondary": "jsonschema/analytics/mediawiki/web_ui_scroll/current.yaml",
    }
    for name, source in sources.items():
        folder = root / name

        def clean(folder: Path = folder) -> None:
            git(folder, "reset", "-q", "--hard")
            git(folder, "clean", "-qfd")

        def stage(folder: Path = folder, source: str = source) -> None:
            clean(folder)
            path = folder / source
            path.write_text(path.read_text() + "\n# touched\n")
            git(folder, "add", "-A")

        ours = f"{evtool} schema materialize"
        compare(
            f"{name}: all", folder, clean, f"{ours} --all --rewrite", f"{theirs} materialize-all"
        )
        compare(
            f"{name}: one staged", folder, stage,
            f"{ours} --staged --rewrite", f"{theirs} materialize-modified --staged",
        )  # fmt: skip
        compare(
            f"{name}: nothing to do", folder, clean,
            f"{ours} --modified", f"{theirs} materialize-modified",
        )  # fmt: skip


def generated(root: Path, evtool: str) -> None:
    """How time and memory grow from 1,000 to 10,000 schemas."""
    figures = {}
    for count in (1_000, 10_000):
        folder = root / f"generated-{count}"
        subprocess.run([sys.executable, HERE / "generate.py", folder, str(count)], check=True)

        def forget(folder: Path = folder) -> None:
            for path in folder.rglob("*"):
                if path.is_symlink() or path.name == "1.0.0.yaml":
                    path.unlink()

        command = [*evtool.split(), "schema", "materialize", "--all", "-q"]
        runs = [measure(command, folder, forget) for _ in range(3 if count == 1_000 else 1)]
        figures[count] = min(runs, key=lambda run: run.seconds)
        best = figures[count]
        print(f"{count:6} schemas: {best.seconds:7.2f} s {best.memory:5.0f} MiB")
        shutil.rmtree(folder)
    print(f"ten times the schemas: time x{figures[10_000].seconds / figures[1_000].seconds:.1f}")


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the real repositories")
    parser.add_argument("--evtool", default=str(Path(sys.executable).with_name("evtool")))
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        if options.data:
            print(f"{'':28} {'evtool':>8} {'reference':>8}   (median of {RUNS}, alternating)")
            real(options.data, Path(folder), options.evtool, str(reference_tool()))
        generated(Path(folder), options.evtool)


if __name__ == "__main__":
    main()
