"""`.jsonschema-tools.yaml` as a workspace of one repository; every key keeps its meaning.

Source: section 1 of the reference tool's behavior. Paths are relative to the file, not
to the current folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evtool.config import Section, load_section, nearest, setting
from evtool.document import Document, parse_document
from evtool.files import read_bytes
from evtool.repository_entry import base, normal, patterns
from evtool.schema.repository import Repository
from evtool.schema.settings import SAFE_INTEGER, MaterializeSettings

MATERIALIZE_KEYS: Mapping[str, tuple[str, ...]] = {
    "content_types": ("contentTypes",),
    "current_name": ("currentName",),
    "example": ("shouldGenerateExample",),
    "numeric_bounds": ("enforcedNumericBounds",),
    "links": ("shouldSymlinkExtensionless", "shouldSymlinkLatest"),
    "dereference": ("shouldDereference",),
    "version_field": ("schemaVersionField",),
    "title_field": ("schemaTitleField",),
}
"""Key of the `materialize` section -> the keys that say the same here."""

TEST_CASES: Mapping[str, tuple[str, ...]] = {
    "schema-is-valid": ("robustness.invalid-schema", "robustness.dialect"),
    "schema-is-secure": ("robustness.unbounded-pattern", "robustness.unsafe-regex"),
    "schema-snake-case-properties": ("robustness.snake-case",),
    "schema-deterministic-types": (
        "robustness.union-type",
        "robustness.missing-type",
        "robustness.array-items",
        "robustness.object-type",
        "robustness.enum-type",
    ),
    "schema-required-properties-exist": ("robustness.required-undefined",),
    "schema-examples-$schema-matches-schema-$id": ("example.schema-mismatch",),
    "schema-examples-are-valid": ("example.invalid",),
    "schema-enforced-numeric-bounds": ("robustness.numeric-bounds",),
    "schema-version-compatibility": ("compatibility.*",),
}
"""Name in `skipSchemaTestCases` -> the rules that check the same."""


@dataclass(frozen=True, slots=True)
class LegacyConfig:
    """The keys of jsonschema-tools 1.3.0 with their defaults there."""

    schemaBasePath: str = setting(".", help="The folder of the schemas.")  # noqa: N815 - its name there
    schemaBaseUris: tuple[str, ...] = setting((), help="Where references are looked up.")  # noqa: N815
    contentTypes: tuple[Literal["yaml", "json"], ...] = setting(  # noqa: N815
        ("yaml", "json"), help="Formats to write."
    )
    currentName: str = setting("current", help="Name of the source.")  # noqa: N815
    schemaVersionField: str = setting("$id", help="Field with the version.")  # noqa: N815
    schemaTitleField: str = setting("title", help="Field with the title.")  # noqa: N815
    shouldDereference: bool = setting(True, help="Write references out.")  # noqa: N815
    shouldSymlinkExtensionless: bool = setting(True, help="Link 1.0.0 -> 1.0.0.yaml.")  # noqa: N815
    shouldSymlinkLatest: bool = setting(True, help="Link latest.")  # noqa: N815
    shouldGenerateExample: bool = setting(False, help="Generate examples.")  # noqa: N815
    enforcedNumericBounds: tuple[float, float] | Literal[False] = setting(  # noqa: N815
        (-SAFE_INTEGER, SAFE_INTEGER), help="Bounds given to numbers."
    )
    shouldGitAdd: bool = setting(True, help="Stage what was written.")  # noqa: N815
    gitStaged: bool = setting(False, help="Look at staged files.")  # noqa: N815
    dryRun: bool = setting(False, help="Write nothing.")  # noqa: N815
    ignoreSchemas: tuple[str, ...] = setting((), help="Patterns of $ids to leave out.")  # noqa: N815
    skipSchemaTestCases: dict[str, tuple[str, ...] | str | None] = setting(  # noqa: N815
        dict, help="Checks to skip."
    )
    logLevel: str = setting("warn", help="How much is logged.")  # noqa: N815

    def check(self, section: Section) -> None:
        """Refuse what cannot be materialized.

        Raises:
            ConfigurationError: No content type, bounds that no number meets, a bad pattern.
        """
        if not self.contentTypes:
            raise section.below("contentTypes").error("must name a format", "write [yaml]")
        bounds = self.enforcedNumericBounds
        if bounds and bounds[0] > bounds[1]:
            place = section.below("enforcedNumericBounds")
            raise place.error("the minimum is above the maximum", "write [MINIMUM, MAXIMUM]")
        patterns(self.ignoreSchemas, section.below("ignoreSchemas"))


def legacy_document(path: Path) -> Document:
    """Read the file; one without any content is allowed, as in the reference tool.

    Raises:
        ReadError: It cannot be read.
        DocumentError: It is not one document.
    """
    content = read_bytes(path)
    lines = [line.strip() for line in content.splitlines()]
    if all(not line or line.startswith(b"#") for line in lines):
        return Document(path, "{}", {})
    return parse_document(content, path)


def read_legacy(document: Document) -> tuple[LegacyConfig, tuple[str, ...]]:
    """The known keys of the file, and a warning for each other one.

    Raises:
        ConfigurationError: A value of the wrong type, a pattern that is no regex.
    """
    value = {} if document.value is None else document.value
    known = list(LegacyConfig.__dataclass_fields__)
    unknown = [key for key in value if key not in known] if isinstance(value, dict) else []
    if unknown:
        value = {key: item for key, item in value.items() if key in known}
    config = load_section(LegacyConfig, Section(Document(document.path, document.text, value)))
    return config, tuple(
        f"{document.path.name}: unknown key {key!r} is ignored; {nearest(key, known)}"
        for key in unknown
    )


def skipped_cases(config: LegacyConfig) -> dict[str, tuple[str, ...]]:
    """`skipSchemaTestCases`: pattern -> names of checks; one name may stand without a list."""
    return {
        pattern: (cases,) if isinstance(cases, str) else cases or ()
        for pattern, cases in config.skipSchemaTestCases.items()
    }


def skipped_rules(config: LegacyConfig) -> dict[str, list[str]]:
    """What `skipSchemaTestCases` switches off: rule -> patterns, in the order of the file."""
    skipped: dict[str, list[str]] = {}
    for pattern, cases in skipped_cases(config).items():
        for rule in (rule for case in cases for rule in TEST_CASES.get(case, ())):
            skipped.setdefault(rule, []).append(pattern)
    return skipped


def legacy_repository(config: LegacyConfig, document: Document) -> Repository:
    """The one repository that the file is about; it is called like the file's folder."""
    folder = document.path.parent
    ignored = Section(document, ("ignoreSchemas",))
    return Repository(
        name=folder.name or "schemas",
        role="primary",
        root=normal(folder, config.schemaBasePath),
        settings=_settings(config),
        ignore=patterns(config.ignoreSchemas, ignored),
    )


def _settings(config: LegacyConfig) -> MaterializeSettings:
    return MaterializeSettings(
        content_types=config.contentTypes,
        current_name=config.currentName,
        example=config.shouldGenerateExample,
        numeric_bounds=config.enforcedNumericBounds,
        links=_links(config),
        dereference=config.shouldDereference,
        version_field=config.schemaVersionField,
        title_field=config.schemaTitleField,
    )


def _links(config: LegacyConfig) -> bool | tuple[Literal["version", "latest"], ...]:
    if config.shouldSymlinkExtensionless and config.shouldSymlinkLatest:
        return True
    if config.shouldSymlinkExtensionless:
        return ("version",)
    return ("latest",) if config.shouldSymlinkLatest else False


def legacy_lookup(
    config: LegacyConfig, folder: Path, repository: Repository
) -> tuple[Repository | str, ...]:
    """Where references are looked up, in order: folders and URLs."""
    bases = [base(uri, folder) for uri in config.schemaBaseUris] or [repository]
    return tuple(repository if _is(one, repository) else one for one in bases)


def _is(place: Repository | str, repository: Repository) -> bool:
    return isinstance(place, Repository) and place.root == repository.root
