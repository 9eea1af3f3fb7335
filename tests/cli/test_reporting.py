"""`--format` and `-o/--output` of commands that check, and where their reports go."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.cli.base import Group, Invocation, pass_invocation
from evtool.cli.report_output import emit, text_of
from evtool.cli.reporting import Output, ReportingCommand, in_turn, pair
from evtool.files import WriteError
from evtool.finding import Finding, Severity
from evtool.report import BUILT_IN, Report

Check = Callable[..., int]


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the CI service that may run the tests out of them."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a workspace with one file, as the current folder."""
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "a.yaml").write_text("title: x\ntype: objekt\n", encoding="utf-8")
    monkeypatch.chdir(shop)
    return shop


@pytest.fixture
def check(folder: Path) -> Check:
    """Give a function that runs a command with three findings; its exit code."""

    @click.group(cls=Group, context_settings={"auto_envvar_prefix": "EVTOOL"})
    def root() -> None:
        """Root."""

    @root.group(cls=Group)
    def schema() -> None:
        """Group."""

    @schema.command("check", cls=ReportingCommand)
    @click.option("--severity", default="error")
    @click.argument("paths", nargs=-1)
    @pass_invocation
    def command(
        run: Invocation, outputs: tuple[Output, ...], severity: str, paths: tuple[str, ...]
    ) -> int:
        """Check."""
        del paths
        place = folder / "a.yaml", 2, 7
        found = [
            Finding("a.first", "no type is called `objekt`", *place, Severity(severity)),
            Finding("a.second", "a remark", *place, Severity.INFO),
            Finding("a.third", "a warning", *place, Severity.WARNING),
        ]
        return emit(run, Report.of(found, [folder / "a.yaml"], 0.2), outputs, folder)

    def call(*arguments: str) -> int:
        code = root.main(["schema", "check", *arguments], "evtool", standalone_mode=False)
        assert isinstance(code, int)
        return code

    return call


def test_a_pipe_gets_lines(check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    """Concise on stdout, what was found on stderr, remarks only with -v."""
    assert check() == 1
    told = capsys.readouterr()
    assert told.out == (
        "a.yaml:2:7: error a.first no type is called `objekt`\n"
        "a.yaml:2:7: warning a.third a warning\n"
    )
    assert told.err == "Found 1 error, 1 warning, 1 remark in 1 file (0.2 s).\n"


def test_a_terminal_gets_source_lines(
    check: Check, capsys: pytest.CaptureFixture[str], terminal: Callable[[int], None]
) -> None:
    """With the sentence at the end, and only there."""
    terminal(60)
    assert check() == 1
    told = capsys.readouterr()
    assert "   2 | type: objekt\n     |       ^^^^^^\n" in told.out
    assert told.out.endswith("Found 1 error, 1 warning, 1 remark in 1 file (0.2 s).\n")
    assert told.err == ""


@pytest.mark.parametrize(("loud", "rules"), [("-v", 3), ("-vv", 3), ("-q", 1), ("-qq", 1)])
def test_verbosity_decides_what_people_see(
    check: Check, capsys: pytest.CaptureFixture[str], loud: str, rules: int
) -> None:
    """Errors are always shown; documents for machines hold everything."""
    assert check(loud, "--format", "concise", "-o", "a.txt", "--format", "json") == 1
    assert len(Path("a.txt").read_text(encoding="utf-8").splitlines()) == rules
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 3


def test_colors_are_for_terminals_only(
    check: Check, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file has none, whatever --color says."""
    monkeypatch.delenv("NO_COLOR")
    check("--color", "always", "--format", "full", "--format", "full", "-o", "full.txt")
    assert "\x1b[" in capsys.readouterr().out
    assert "\x1b" not in Path("full.txt").read_text(encoding="utf-8")


def test_without_errors_the_check_passes(check: Check) -> None:
    """Warnings do not fail it."""
    assert check("--severity", "warning") == 0


def test_several_reports_at_once(
    check: Check, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file for one service, stdout for another; folders are made."""
    arguments = ["--format", "sarif", "-o", "out/a.sarif", "x", "--format=github", "-oignored.txt"]
    assert check(*arguments[:-1]) == 1
    assert capsys.readouterr().out.startswith("::error title=evtool (a.first),file=a.yaml,line=2")
    assert json.loads((folder / "out/a.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_files_are_seen_from_the_chosen_folder(check: Check, folder: Path) -> None:
    """`-C` moves the files that are written too."""
    (folder / "below").mkdir()
    check("-C", "below", "--format", "junit", "-o", "junit.xml")
    assert (folder / "below" / "junit.xml").read_text(encoding="utf-8").startswith("<?xml")


def test_the_environment_gives_formats_and_files(
    check: Check, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the command line says comes first."""
    monkeypatch.setenv("EVTOOL_SCHEMA_FORMAT", "jsonl")
    check()
    assert capsys.readouterr().out.startswith('{"rule": "a.first"')
    check("-o", "a.jsonl")
    assert Path("a.jsonl").read_text(encoding="utf-8").count("\n") == 3
    capsys.readouterr()
    check("--format", "concise")
    assert capsys.readouterr().out.startswith("a.yaml:2:7: error")


def test_auto_knows_github(
    check: Check,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Annotations there, with the whole list in the summary of the job; lines elsewhere."""
    check("--format", "auto")
    assert capsys.readouterr().out.startswith("a.yaml:2:7: error")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder.parent))
    (folder / "summary.md").write_text("before\n", encoding="utf-8")
    check("--format", "auto")
    assert ",file=shop/a.yaml,line=2," in capsys.readouterr().out
    written = (folder / "summary.md").read_text(encoding="utf-8")
    assert written.startswith("before\n**Found 1 error")
    assert written.count("\n| 2 |") == 3
    check()
    assert capsys.readouterr().out.startswith("a.yaml:2:7: error")


def test_a_summary_that_cannot_be_written_is_a_warning(
    check: Check,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The annotations are there all the same."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder))
    assert check("--format", "github") == 1
    told = capsys.readouterr()
    assert told.out.startswith("::error")
    assert "warning: the summary of the job cannot be written" in told.err


def test_services_get_paths_of_the_work_tree(
    check: Check, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder with `.git` above the workspace, where nothing else is named."""
    (folder.parent / ".git").mkdir()
    check("--format", "gitlab")
    (entry, *_) = json.loads(capsys.readouterr().out)
    assert entry["location"]["path"] == "shop/a.yaml"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "sarfi"], "no format 'sarfi'; did you mean 'sarif'?"),
        (["--format", "json", "--format", "sarif"], "two formats would go to stdout"),
        (["--format", "json", "--format", "sarif", "-o", "-"], "two formats would go to stdout"),
        (["--format", "json", "-o", "a", "--format", "sarif", "-o", "a"], "would go to a"),
        (["--format", "json", "-o", "a", "-o", "b"], "-o b has no --format of its own"),
        (["-o", "a", "-o", "b"], "-o a has no --format of its own"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    check: Check, arguments: list[str], message: str
) -> None:
    """Before anything is checked, and as a mistake of usage."""
    with pytest.raises(click.UsageError) as caught:
        check(*arguments)
    assert message in caught.value.format_message()
    assert caught.value.ctx is not None


def test_a_device_is_written_to_and_not_replaced(check: Check, folder: Path) -> None:
    """A named pipe has a reader; a link keeps its place."""
    (folder / "target.txt").write_text("old", encoding="utf-8")
    (folder / "link.txt").symlink_to("target.txt")
    check("--format", "concise", "-o", "link.txt")
    assert (folder / "link.txt").is_symlink()
    assert (folder / "target.txt").read_text(encoding="utf-8").startswith("a.yaml:2:7")
    os.mkfifo(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    check("--format", "concise", "-o", "pipe")
    assert os.read(reader, 6) == b"a.yaml"
    os.close(reader)


@pytest.mark.parametrize("name", ["file/below.json", "folder", "/dev/full"])
def test_a_file_that_cannot_be_written_is_an_error(check: Check, folder: Path, name: str) -> None:
    """With the repair, as everywhere."""
    (folder / "file").write_text("", encoding="utf-8")
    (folder / "folder").mkdir()
    with pytest.raises(WriteError) as caught:
        check("--format", "json", "-o", name)
    assert caught.value.hint


def test_a_link_that_leads_to_itself_is_replaced(check: Check, folder: Path) -> None:
    """There is nothing at its end to write to."""
    (folder / "loop").symlink_to("loop")
    check("--format", "json", "-o", "loop")
    assert json.loads((folder / "loop").read_text(encoding="utf-8"))["version"] == 1


def test_help_names_all_formats(check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    """Ours are listed, and how to repeat them is said."""
    assert check("--help") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert all(name in shown for name in BUILT_IN)
    assert "May be repeated" in shown


def test_formats_are_completed() -> None:
    """By what is typed."""
    command = ReportingCommand("check", callback=lambda **_: None)
    (option,) = (one for one in command.params if one.name == "format")
    found = option.shell_complete(click.Context(command), "js")
    assert [one.value for one in found] == ["json", "jsonl"]


@given(st.lists(st.sampled_from([("json", None), (None, "f"), ("sarif", None)]), max_size=6))
def test_pairing_loses_nothing(given_ones: list[tuple[str | None, str | None]]) -> None:
    """Every format is made once, in its order, and every file is used, or it is refused."""
    options = [
        Output(form, f"{file}{index}" if file else None)
        for index, (form, file) in enumerate(given_ones)
    ]
    try:
        made: tuple[Output, ...] = pair(options)
    except click.UsageError:
        return
    assert [one.form for one in made if one.form] == [one.form for one in options if one.form]
    assert {one.file for one in made if one.file} == {one.file for one in options if one.file}
    assert sum(one.file is None for one in made) <= 1


@pytest.mark.parametrize(
    ("names", "forms", "files", "turns"),
    [
        (["format", "output", "format"], "ab", "x", ["a", "x", "b"]),
        (["output"], "a", "x", ["a", "x"]),
        (["format"], "a", "x", ["a", "x"]),
        ([], "ab", "", ["a", "b"]),
    ],
)
def test_turns_are_those_of_the_command_line(
    names: list[str], forms: str, files: str, turns: list[str]
) -> None:
    """What the environment gives has no place on it."""
    made: list[Any] = [one.form or one.file for one in in_turn(names, forms, files)]
    assert made == turns


def test_the_text_of_a_file_is_as_findings_count_it(tmp_path: Path) -> None:
    """Without a byte order mark; nothing where it cannot be read."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: \xff")
    assert text_of(path) == "a: \N{REPLACEMENT CHARACTER}"
    assert text_of(tmp_path / "b.yaml") is None
    assert text_of(tmp_path) is None
