"""`evtool check` beside the tests of the reference tool, jsonschema-tools 1.3.0.

Run it as `python benchmarks/check/run.py [--data FOLDER]`, with the folder that holds
`primary.tar.gz` and `secondary.tar.gz`; without it only generated repositories are measured.
The reference tool is installed with npm into a cache folder. Each figure is the median of
alternating runs; the ratio is what counts, as machines differ.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
RUNS = 5
TESTS = "'use strict';\nrequire('@wikimedia/jsonschema-tools').tests.all({ logLevel: 'warn' });\n"


def schema_benchmark() -> ModuleType:
    """The benchmark of materialization: what both need stands there."""
    spec = importlib.util.spec_from_file_location("materializing", HERE.parent / "schema/run.py")
    if spec is None or spec.loader is None:
        raise ImportError("benchmarks/schema/run.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MATERIALIZING = schema_benchmark()


def reference_tests() -> list[str]:
    """The command that runs the reference tool's tests in a repository."""
    modules = MATERIALIZING.reference_tool().parents[1]
    mocha, tests = modules / ".bin/mocha", modules.parent / "tests.js"
    if not mocha.exists():
        command = ["npm", "install", "--silent", "mocha"]
        subprocess.run(command, cwd=modules.parent, check=True)
    tests.write_text(TESTS, encoding="utf-8")
    return [str(mocha), "--timeout", "60000", str(tests)]


def nothing() -> None:
    """Prepare nothing."""


def alternate(folder: Path, commands: dict[str, tuple[list[str], Callable[[], None]]]) -> None:
    """Alternate commands; print medians, and ratios to the last one of them."""
    figures = {name: [] for name in commands}
    for number in range(RUNS + 1):
        for name, (command, prepare) in commands.items():
            figure = MATERIALIZING.measure(command, folder, prepare)
            if number:  # the first of each warms the caches of the system
                figures[name].append(figure)
    base = statistics.median(one.seconds for one in figures[name])
    memory = statistics.median(one.memory for one in figures[name])
    for each, runs in figures.items():
        seconds = statistics.median(one.seconds for one in runs)
        held = statistics.median(one.memory for one in runs)
        print(
            f"  {each:32} {seconds:7.3f} s x{seconds / base:.2f}"
            f"  {held:5.0f} MiB x{held / memory:.2f}"
        )


def real(data: Path, root: Path, evtool: str) -> None:
    """All rules on the real repositories, first and again, beside the reference tests."""
    MATERIALIZING.unpack(data, root)
    for name in ("primary", "secondary"):
        folder = root / name

        def forget(folder: Path = folder) -> None:
            shutil.rmtree(folder / ".evtool", ignore_errors=True)

        check = [*evtool.split(), "check", "-q"]
        print(f"{name}:")
        alternate(
            folder,
            {
                "first check": (check, forget),
                "nothing changed since": (check, nothing),
                "reference tests": (reference_tests(), nothing),
            },
        )


def generated(root: Path, evtool: str) -> None:
    """How time and memory grow from 1,000 to 10,000 schemas."""
    seconds = {}
    for count in (1_000, 10_000):
        folder = root / f"generated-{count}"
        make = [sys.executable, str(HERE.parent / "schema/generate.py"), str(folder), str(count)]
        subprocess.run(make, check=True)
        command = [*evtool.split(), "check", "-q", "--no-cache"]
        figure = MATERIALIZING.measure(command, folder, nothing)
        seconds[count] = figure.seconds
        print(f"{count:6} schemas: {figure.seconds:7.2f} s {figure.memory:5.0f} MiB")
        shutil.rmtree(folder)
    print(f"ten times the schemas: time x{seconds[10_000] / seconds[1_000]:.1f}")


def start_up(root: Path, evtool: str) -> None:
    """How long `--help` and the check of one file take."""
    folder = root / "start"
    make = [sys.executable, str(HERE.parent / "schema/generate.py"), str(folder), "10"]
    subprocess.run(make, check=True)
    source = next(iter(sorted(folder.rglob("current.yaml"))))
    for words in (["--help"], ["schema", "check", str(source)]):
        runs = [MATERIALIZING.measure([*evtool.split(), *words], folder, nothing) for _ in range(5)]
        print(f"evtool {' '.join(words[:2]):14} {statistics.median(r.seconds for r in runs):.3f} s")


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the real repositories")
    parser.add_argument("--evtool", default=str(Path(sys.executable).with_name("evtool")))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_up(Path(folder), options.evtool)
        if options.data:
            real(options.data, Path(folder), options.evtool)
        generated(Path(folder), options.evtool)


if __name__ == "__main__":
    main()
