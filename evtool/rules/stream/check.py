"""Checking stream files: read them, run the rules, place what they find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.errors import ConfigurationError, Place
from evtool.files import read_bytes
from evtool.finding import Finding, Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import Rule
from evtool.rules.stream import RULES
from evtool.rules.stream.schemas import Schemas
from evtool.rules.stream.subject import CheckedStream, CheckedStreams, StreamProblem
from evtool.rules.stream.subject.files import Read, ReadFile, read_file
from evtool.rules.stream.vocabulary import Vocabulary
from evtool.schema.pointer import format_pointer
from evtool.streams.configuration import Options
from evtool.streams.problem import UNKNOWN_ENVIRONMENT


@dataclass(frozen=True)
class StreamCheck:
    """What a check of stream files knows besides the files."""

    vocabulary: Vocabulary
    schemas: Schemas
    options: Options

    def run(
        self, paths: Sequence[Path], rules: Iterable[Rule] = RULES, read: Read = read_bytes
    ) -> list[Finding]:
        """What the rules find in the files, which are merged in this order.

        Args:
            paths: The stream files.
            rules: The rules, with the severities that their findings shall have.
            read: Gives the bytes of a file.

        Raises:
            ConfigurationError: No file has overrides for a chosen environment.
        """
        files = [read_file(path, read) for path in paths]
        streams = CheckedStreams(files, self.vocabulary, self.schemas, self.options)
        _check_environments(streams)
        found = [one for file in files for one in _unread(file)]
        if files:
            for one in rules:
                found += _findings(one, streams)
        return found


def _findings(one: Rule, streams: CheckedStreams) -> Iterator[Finding]:
    subjects: list[CheckedStream] | list[CheckedStreams] = [streams]
    if one.on is CheckedStream:
        subjects = list(streams.streams.values())
    for subject in subjects:
        for problem in one.check(subject):
            name = subject.name if isinstance(subject, CheckedStream) else None
            yield _finding(one, subject, problem, name)


def _finding(
    one: Rule, subject: CheckedStream | CheckedStreams, problem: Problem, stream: str | None
) -> Finding:
    spot = subject.spot(problem)
    severity = one.severity
    if isinstance(problem, StreamProblem):
        stream = problem.stream or stream
        if problem.severity is not None and severity is _default(one.id):
            severity = problem.severity
    return Finding(
        rule=one.id,
        message=problem.message,
        path=spot.path,
        line=spot.line,
        column=spot.column,
        severity=severity,
        pointer=format_pointer(spot.tokens),
        hint=problem.hint,
        stream=stream,
    )


def _default(rule: str) -> Severity:
    """The severity that a rule has where no policy says another."""
    return next(one.severity for one in RULES if one.id == rule)


def _unread(file: ReadFile) -> Iterator[Finding]:
    """What keeps a file, or a part of it, from being read."""
    if file.failure is not None:
        place = file.failure.place or Place(file.document.path)
        rule = "yaml.encoding" if "not UTF-8" in file.failure.message else "yaml.syntax"
        yield _at(place, rule, file.failure.message, file.failure.hint)
    for one in file.repeats:
        if not file.declares(one):
            message = f"the key {one.tokens[-1]!r} stands twice in one map"
            yield _at(one.place, "yaml.duplicate-key", message, "keep one of the two")


def _at(place: Place, rule: str, message: str, hint: str | None) -> Finding:
    line, column = place.line or 1, place.column or 1
    return Finding(rule, message, place.path, line, column, hint=hint)


def _check_environments(streams: CheckedStreams) -> None:
    for one in streams.problems:
        if one.kind == UNKNOWN_ENVIRONMENT:
            raise ConfigurationError(one.message, hint=one.hint, place=Place(one.path))
