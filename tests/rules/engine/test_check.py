"""The check as a whole: which findings there are, where they stand, and how often."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.errors import EvtoolError
from evtool.finding import Finding, Severity

Found = Callable[..., list[Finding]]

HEAD = """\
title: {title}
description: Something happened.
$id: /{title}/{version}
$schema: https://json-schema.org/draft-07/schema#
type: object
"""

FRAGMENT = """\
properties:
  eventId:
    description: Its number.
    type: string
  kind:
    description: Its kind.
    type: string
"""

USER = """\
allOf:
  - $ref: /fragment/common/1.0.0
properties:
  page_id:
    description: The page.
    type: integer
"""


def _schema(title: str, body: str, version: str = "1.0.0") -> str:
    return HEAD.format(title=title, version=version) + body


def _of(findings: list[Finding], rule: str) -> list[tuple[str, int]]:
    return [(one.path.name, one.line) for one in findings if one.rule == rule]


FILES = {
    "fragment/common/1.0.0.yaml": _schema("fragment/common", FRAGMENT),
    "fragment/common/1.0.0": {"link": "1.0.0.yaml"},
    "fragment/common/current.yaml": _schema("fragment/common", FRAGMENT, "1.1.0"),
    "shop/order/current.yaml": _schema("shop/order", USER),
    "shop/sale/current.yaml": _schema("shop/sale", USER),
}


def test_a_fault_of_a_fragment_is_told_once(found: Found) -> None:
    """At the fragment, not at each schema that uses it."""
    findings = found(FILES, select=["robustness.snake-case"])
    assert _of(findings, "robustness.snake-case") == [("current.yaml", 7)]
    assert findings[0].schema == "/fragment/common/1.1.0"
    assert findings[0].pointer == "/properties/eventId"


def test_what_a_fragment_brings_in_stands_at_the_reference(found: Found) -> None:
    """A fault that only shows together with the fragment is one of the user."""
    body = USER + "required: [kind, ghost]\nadditionalProperties: false\nexamples: [{kind: 5}]\n"
    findings = found({**FILES, "shop/order/current.yaml": _schema("shop/order", body)})
    assert _of(findings, "robustness.required-undefined") == [("current.yaml", 12)]
    assert _of(findings, "example.invalid")[0][1] >= 14


def test_paths_limit_the_check(found: Found) -> None:
    """A folder, or a file in it; neighbors and the configuration are left alone."""
    broken = {**FILES, "shop/order/current.yaml": "title: [\n", "shop/sale/current.yaml": "- a\n"}
    for path in ("shop/order", "shop/order/current.yaml"):
        findings = found(broken, paths=[path])
        assert {one.path.parent.name for one in findings} == {"order"}
    with pytest.raises(EvtoolError, match="no such file"):
        found(broken, paths=["nowhere"])


def test_files_outside_are_passed_over(found: Found) -> None:
    """A hook hands over every file of a commit; those of no repository are none of ours."""
    config = {".jsonschema-tools.yaml": "schemaBasePath: schemas\ncontentTypes: [yaml]\n"}
    files = {**config, "schemas/a/current.yaml": "title: [\n", "notes/readme.txt": "x"}
    assert found(files, paths=["notes/readme.txt"]) == []
    both = found(files, paths=["notes/readme.txt", "schemas/a/current.yaml"])
    assert _of(both, "yaml.syntax")


def test_one_bad_file_hides_no_other(found: Found) -> None:
    """Broken files of every kind, and a fault in a good one."""
    files = {
        **FILES,
        "fragment/common/1.0.0.yaml": "a: b: c\n",
        "shop/list/current.yaml": "[1, 2]\n",
        "shop/text/current.yaml": "text\n",
        "shop/nothing/current.yaml": "",
        "shop/folder/1.0.0.yaml/inside": "x",
        "shop/good/current.yaml": _schema("shop/good", "properties: {pageId: {type: integer}}\n"),
    }
    findings = found(files)
    assert ("1.0.0.yaml", 1) in _of(findings, "yaml.syntax")
    assert ("current.yaml", 6) in _of(findings, "robustness.snake-case")
    assert len(_of(findings, "robustness.invalid-schema")) == 2
    assert not _of(findings, "reference.unresolved")


def test_a_schema_that_cannot_be_merged_is_checked_all_the_same(found: Found) -> None:
    """What its source says is looked at, as far as that goes."""
    body = """\
allOf:
  - $ref: /fragment/common/1.0.0
  - properties: {kind: {type: integer}}
  - properties: {pageId: {type: integer}}
"""
    findings = found({**FILES, "shop/order/current.yaml": _schema("shop/order", body)})
    assert _of(findings, "reference.merge-conflict") == [("current.yaml", 8)]
    assert ("current.yaml", 9) in _of(findings, "robustness.snake-case")


OLD = "properties: {pageId: {type: integer, minimum: 0, maximum: 5}}\n"


def test_superseded_versions_are_told_what_newer_ones_are_not(found: Found) -> None:
    """A fault that lives on is told once; one that was repaired, as an error of the old file."""
    files = {
        "shop/order/1.0.0.yaml": _schema("shop/order", OLD),
        "shop/order/1.1.0.yaml": _schema("shop/order", OLD + "required: [ghost]\n", "1.1.0"),
        "shop/order/current.yaml": _schema("shop/order", OLD, "1.2.0"),
    }
    findings = found(files)
    assert _of(findings, "robustness.snake-case") == [("current.yaml", 6)]
    assert _of(findings, "robustness.required-undefined") == [("1.1.0.yaml", 7)]
    warnings = [one for one in findings if one.rule == "robustness.missing-description"]
    assert {one.path.name for one in warnings} == {"current.yaml"}


def test_without_a_source_the_latest_version_stands_for_it(found: Found) -> None:
    """Its warnings are told, as nothing else would tell them."""
    findings = found({"shop/order/1.0.0.yaml": _schema("shop/order", OLD)})
    assert _of(findings, "robustness.missing-description") == [("1.0.0.yaml", 6)]


def _versions(*bodies: str) -> dict[str, Any]:
    files: dict[str, Any] = {}
    for minor, body in enumerate(bodies):
        version = f"1.{minor}.0"
        files[f"shop/order/{version}.yaml"] = _schema("shop/order", body, version)
    return files


def test_a_break_is_told_once(found: Found) -> None:
    """For the version that made it, compared with the newest that did not have it."""
    two = "properties:\n  a: {type: string}\n  b: {type: string}\n"
    one = "properties:\n  a: {type: string}\n"
    findings = found(_versions(two, two, one, one), select=["compatibility.field-removed"])
    assert [(one.path.name, one.against) for one in findings] == [
        ("1.2.0.yaml", "/shop/order/1.1.0")
    ]
    assert findings[0].witness is not None or findings[0].breaks == "readers"


def test_a_break_that_is_excepted_is_not_told_for_later_versions(found: Found) -> None:
    """The version that made it is excepted; those after it have nothing new."""
    two = "properties:\n  a: {type: string}\n  b: {type: string}\n"
    one = "properties:\n  a: {type: string}\n"
    skip = "skipSchemaTestCases: {/shop/order/1.1.0: [schema-version-compatibility]}\n"
    config = {".jsonschema-tools.yaml": f"contentTypes: [yaml]\n{skip}"}
    findings = found({**_versions(two, one, one), **config}, select=["compatibility"])
    assert [one for one in findings if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("level", "against"),
    [("BACKWARD", ["/shop/order/1.1.0"]), ("BACKWARD_TRANSITIVE", ["/shop/order/1.0.0"])],
)
def test_levels_say_which_versions_are_compared(
    found: Found, level: str, against: list[str]
) -> None:
    """Neighbors only, or all earlier versions of the major: a dropped bound that comes back."""
    tight = "properties: {a: {type: string, maxLength: %d}}\n"
    config = {
        ".jsonschema-tools.yaml": None,
        "evtool.yaml": "version: 1\nrepositories: [{name: all, path: .}]\n"
        f"check: {{compatibility: {{level: {level}}}}}\n",
    }
    bounds = (9, 5, 7) if level == "BACKWARD_TRANSITIVE" else (9, 9, 5)
    versions = _versions(*(tight.replace("%d", str(bound)) for bound in bounds))
    told = found({**config, **versions}, select=["compatibility.bound-tightened"])
    assert [one.against for one in told] == against


def test_comments_take_findings_away(found: Found) -> None:
    """On the line, or above it; only what they name."""
    body = """\
properties:
  # evtool: ignore[robustness.snake-case] kept for old readers
  pageId: {type: integer, description: x}
  userId: {type: integer, description: x}  # evtool: ignore[robustness] legacy
  wikiId: {type: integer, description: x}
"""
    files = {"shop/order/current.yaml": _schema("shop/order", body)}
    assert _of(found(files), "robustness.snake-case") == [("current.yaml", 10)]


def test_ignored_schemas_are_left_out(found: Found) -> None:
    """`ignoreSchemas` drops a schema from every check of a whole repository."""
    config = {".jsonschema-tools.yaml": "contentTypes: [yaml]\nignoreSchemas: [/shop/order/]\n"}
    files = {**config, "shop/order/current.yaml": _schema("shop/order", OLD)}
    assert [one for one in found(files) if one.schema] == []


def test_a_missing_ref_says_how_to_get_it(found: Found) -> None:
    """The check cannot go on; the hint names a command."""
    with pytest.raises(EvtoolError, match="no commit 'nowhere'") as caught:
        found(FILES, changes={"x": "y"}, against="nowhere")
    assert "git" in str(caught.value.hint)


def test_the_base_may_be_named(found: Found, tmp_path: Path, git: Callable[..., str]) -> None:
    """By default it is HEAD on the default branch; a tag before the release knows nothing."""
    files = {"shop/order/1.0.0.yaml": _schema("shop/order", OLD)}
    rewritten = {"shop/order/1.0.0.yaml": _schema("shop/order", OLD + "required: [pageId]\n")}
    select = ["release"]
    assert _of(found(files, changes=rewritten, select=select), "release.rewritten")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message=rewritten")
    git(tmp_path, "tag", "before", "HEAD~1")
    assert not found({}, select=select)
    assert _of(found({}, select=select, against="before"), "release.rewritten")
    assert not found({}, select=select, against="none")


def test_a_folder_of_which_nothing_is_left_is_missed(found: Found) -> None:
    """All versions of a schema were released and are gone."""
    files = {"shop/order/1.0.0.yaml": _schema("shop/order", OLD)}
    findings = found({**FILES, **files}, changes={"shop/order/1.0.0.yaml": None,
                     "shop/order/current.yaml": None}, select=["release.deleted"])  # fmt: skip
    assert _of(findings, "release.deleted") == [("1.0.0.yaml", 1)]
    assert findings[0].schema == "/shop/order/1.0.0"


def test_exceptions_end(found: Found) -> None:
    """After its last day an exception takes nothing away, and is told."""
    config = {
        ".jsonschema-tools.yaml": None,
        "evtool.yaml": "version: 1\nrepositories: [{name: all, path: .}]\ncheck:\n  ignore:\n"
        "    robustness.snake-case:\n"
        "      - {pattern: /shop/order/.*, reason: old, until: 2026-06-01}\n",
    }
    files = {**config, "shop/order/current.yaml": _schema("shop/order", OLD)}
    assert not _of(found(files), "robustness.snake-case")
    later = found(files, today=datetime.date(2026, 6, 2))
    assert _of(later, "robustness.snake-case")
    assert _of(later, "config.useless-skip") == [("evtool.yaml", 6)]


def test_unreadable_files_are_findings(found: Found) -> None:
    """A link that leads out, and a link to itself, stop nothing."""
    files = {
        **FILES,
        "shop/out/1.0.0.yaml": {"link": "/etc/hostname"},
        "shop/loop/1.0.0.yaml": {"link": "1.0.0.yaml"},
    }
    findings = found(files)
    places = {one.path.parent.name for one in findings if one.rule == "yaml.syntax"}
    assert "out" in places
    assert _of(findings, "structure.dangling-symlink") == [("1.0.0.yaml", 1)]
    assert all(one.line >= 1 for one in findings)


def test_dereferencing_may_be_switched_off(found: Found) -> None:
    """Versions then keep their references; the rules look at what they mean."""
    config = {
        ".jsonschema-tools.yaml": "contentTypes: [yaml]\nshouldDereference: false\n"
        "enforcedNumericBounds: false\n"
    }
    source = _schema("shop/order", "properties:\n  a: {$ref: '#/definitions/b'}\n"
                     "definitions:\n  b: {type: object}\n")  # fmt: skip
    files = {**config, "shop/order/current.yaml": source}
    findings = found(files)
    assert _of(findings, "robustness.object-type") == [("current.yaml", 9)]
    assert not _of(findings, "robustness.missing-type")
