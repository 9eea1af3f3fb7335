"""The source `files`: which files are read, and from where after a break."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_bench import SourceBench, event

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.file_events import open_file
from evtool.connectors.sources.file_progress import FileProgress, Found
from evtool.connectors.sources.lines import lines
from evtool.errors import ConfigurationError, EvtoolError


@pytest.fixture
def bench(tmp_path: Path) -> SourceBench:
    """A workspace with the folder `in`."""
    (tmp_path / "in").mkdir()
    return SourceBench(tmp_path)


def write(bench: SourceBench, name: str, *events: Any) -> Path:
    """Write a file of lines, renamed into place."""
    text = "".join(f"{json.dumps(one)}\n" for one in events).encode()
    return put(bench, name, gzip.compress(text) if name.endswith(".gz") else text)


def put(bench: SourceBench, name: str, content: bytes) -> Path:
    """Rename a file into place."""
    path = bench.root / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}")
    temporary.write_bytes(content)
    return temporary.rename(path)


def options(**more: Any) -> dict[str, Any]:
    """Options that do not wait."""
    return {"path": "in/**/*", "poll_seconds": 0.01, **more}


def test_lines_documents_and_compressed_files(bench: SourceBench) -> None:
    """All are read, by name; hidden ones are not."""
    write(bench, "a.ndjson", event(1), event(2))
    write(bench, "b/c.jsonl.gz", event(3))
    put(bench, "d.json", json.dumps([event(4), event(5)]).encode())
    put(bench, "e.json.gz", gzip.compress(json.dumps(event(6)).encode()))
    put(bench, ".hidden.json", json.dumps(event(9)).encode())
    put(bench, "f.log", json.dumps(event(7)).encode())  # without an end of line
    bench.run(bench.make("files", **options()), bench.has(7))
    assert bench.counts() == [1, 2, 3, 4, 5, 6, 7]


def test_new_files_are_seen_and_old_ones_left_alone(bench: SourceBench) -> None:
    """In the same run, and in the next one."""
    write(bench, "b.ndjson", event(1))

    def until() -> bool:
        if len(bench.records()) == 1:
            write(bench, "a.ndjson", event(2))
        return len(bench.records()) == 2

    bench.run(bench.make("files", **options()), until)
    write(bench, "c.ndjson", event(3))
    bench.run(bench.make("files", **options()), bench.has(3))
    assert bench.counts() == [1, 2, 3]


@pytest.mark.parametrize("name", ["a.ndjson", "a.ndjson.gz", "a.json"])
def test_a_file_is_gone_on_with_inside(bench: SourceBench, name: str) -> None:
    """A run that ends in a file reads the rest of it in the next one."""
    if name == "a.json":
        put(bench, name, json.dumps([event(one) for one in range(50)]).encode())
    else:
        write(bench, name, *[event(one) for one in range(50)])
    make = bench.make("files", **options(batch_rows=7))
    with make() as source:
        batches = source.changes(None)
        read = [*next(batches), *next(batches)]
        position = json.loads(json.dumps(read[-1].position))
    with make() as source:
        for batch in source.changes(position):
            if not batch:
                break
            read += [one for one in batch if one.event]
    assert [one.event["count"] for one in read] == list(range(50))
    assert len({json.dumps(one.identity) for one in read}) == 50


def test_what_is_no_event_goes_to_the_error_stream(bench: SourceBench) -> None:
    """One line, one document, and a file that is damaged; the rest is read."""
    put(bench, "a.ndjson", b'{"count": 1}\n\n{broken\n[1]\n{"count": 2}\n')
    put(bench, "b.json", b'{"count": 1}\n{"count": 2}\n')
    whole = gzip.compress(b'{"count": 3}\n' + os.urandom(5000).hex().encode())
    put(bench, "c.ndjson.gz", whole[:-3000])
    put(bench, "d.json.gz", b"no gzip")
    bench.run(bench.make("files", **options()), bench.has(2, 5))
    assert bench.counts()[:2] == [1, 2]
    texts = [one["message"] for one in bench.letters()]
    assert any("`format: lines`" in one for one in texts)
    assert any("c.ndjson.gz is damaged" in one for one in texts)
    assert any("d.json.gz is damaged" in one for one in texts)


def test_a_line_that_is_too_long_is_cut(bench: SourceBench, monkeypatch: Any) -> None:
    """It is an error event; the next line is read."""
    monkeypatch.setattr("evtool.connectors.sources.lines.lines.__defaults__", (0, 100))
    write(bench, "a.ndjson", {**event(1), "text": "x" * 1000}, event(2))
    bench.run(bench.make("files", **options()), bench.has(1, 1))
    assert bench.counts() == [2]
    assert "over 100 bytes" in bench.letters()[0]["message"]


def test_a_copy_gives_the_same_ids_and_new_content_others(bench: SourceBench) -> None:
    """Ids hang on name, place and content, not on when a file was written."""
    write(bench, "a.ndjson", event(1), event(2))
    bench.run(bench.make("files", **options()), bench.has(2))
    path = write(bench, "a.ndjson", event(1), event(3))
    os.utime(path, (1, 1))
    bench.run(bench.make("files", **options()), bench.has(4))
    assert bench.counts() == [1, 2, 1, 3]
    ids = bench.ids()
    assert ids[0] == ids[2]
    assert len(set(ids)) == 3


def test_files_that_are_done_are_deleted(bench: SourceBench) -> None:
    """If that is asked for; what came meanwhile under an old name stays."""
    one, two = write(bench, "a.ndjson", event(1)), write(bench, "b.ndjson", event(2))
    bench.run(
        bench.make("files", **options(when_done="delete")),
        lambda: not one.exists() and not two.exists(),
    )
    assert bench.counts() == [1, 2]
    write(bench, "a.ndjson", event(3))
    bench.run(bench.make("files", **options(when_done="delete")), bench.has(3))
    assert bench.counts() == [1, 2, 3]


def test_a_folder_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    """It may be mounted later."""
    bench = SourceBench(tmp_path)
    with pytest.raises(TargetFailure, match="cannot read"), bench.make("files", path="no/*.json")():
        pass


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"path": " "}, "names no files"),
        ({"path": "a/*", "batch_rows": 0}, "must be above 0"),
        ({"path": "a/*", "format": "xml"}, "is none of"),
        ({"path": "a/*/../b"}, "cannot stand after a pattern"),
    ],
)
def test_options_that_mean_nothing(bench: SourceBench, wrong: dict[str, Any], words: str) -> None:
    """They are refused before anything is read."""
    with pytest.raises(EvtoolError, match=words):
        bench.make("files", **wrong)()


@pytest.mark.parametrize("position", [{}, 7, {"done": [], "current": None}, {"done": {}}])
def test_a_position_of_something_else_is_refused(bench: SourceBench, position: Any) -> None:
    """It is not taken for none."""
    with bench.make("files", **options())() as source, pytest.raises(ConfigurationError):
        next(source.changes(position))


@given(
    st.lists(st.binary(max_size=30).map(lambda one: one.replace(b"\n", b"")), max_size=20),
    st.integers(1, 40),
    st.booleans(),
)
def test_lines_can_be_read_from_every_place(
    parts: list[bytes],
    longest: int,
    ends: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    """From the end of any line on come exactly the lines after it; what is cut starts alike."""
    content = b"\n".join(parts) + (b"\n" if ends else b"")
    whole = list(lines(io.BytesIO(content), 0, longest))
    for at, line in enumerate(whole):
        file = io.BytesIO(content)
        file.seek(line.end)
        assert list(lines(file, line.end, longest)) == whole[at + 1 :]
        assert len(line.content) <= longest
        assert content[line.start : line.end].startswith(line.content)
    kept = [one.rstrip(b"\r\n") for one in parts]
    assert len(whole) == sum(1 for one in kept if one[:longest].strip())


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("123"), st.integers(0, 9))),
)
def test_progress_is_the_same_after_saving(steps: list[tuple[str, str, int]]) -> None:
    """Whatever happened, a position as JSON means the same, and a file is done once."""
    progress = FileProgress()
    for name, etag, at in steps:
        one = Found(name, etag)
        found = {name: one}
        again = FileProgress.of(json.loads(json.dumps(progress.position)))
        assert again == progress
        if progress.open(found):
            progress.begin(one)
            progress.at = at
            if at % 2:
                progress.finish(one)
                assert progress.open(found) == []


def test_strange_names_and_depths(bench: SourceBench) -> None:
    """A name that is no UTF-8, and a list that is nested too deep, hold nothing up."""
    name = os.fsdecode(b"a\xff.json")
    put(bench, name, f"[{json.dumps(event(1))}, {'[' * 400}{']' * 400}, 7]".encode())
    put(bench, f"{name}.gz", b"no gzip")
    bench.run(bench.make("files", **options()), bench.has(1, 3))
    assert bench.counts() == [1]
    assert any("a\\xff.json.gz is damaged" in one["message"] for one in bench.letters())
    bench.run(bench.make("files", **options()), lambda: True)


def test_a_file_that_cannot_be_read_holds_up_only_what_is_behind_it(
    bench: SourceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes before it is read; the source tries again, and goes on when it is repaired."""
    for number, name in enumerate("abc"):
        write(bench, f"{name}.ndjson", event(number))
    real = open_file

    def refuse(path: Path) -> Any:
        if path.name == "b.ndjson" and not bench.tally.retries:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("evtool.connectors.sources.files.open_file", refuse)
    seen: list[list[int]] = []

    def until() -> bool:
        if bench.tally.retries and not seen:
            seen.append(bench.counts())
        return len(bench.records()) == 3

    bench.run(bench.make("files", **options()), until)
    assert seen == [[0]]
    assert bench.counts() == [0, 1, 2]


def test_many_small_files_are_one_batch(bench: SourceBench) -> None:
    """The position is saved once for all of them, not once for each."""
    for number in range(100):
        write(bench, f"{number:03}.ndjson", event(number))
    bench.run(bench.make("files", **options()), bench.has(100))
    assert bench.counts() == list(range(100))
    assert bench.tally.batches <= 2
