"""Which versions are compared with which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evtool.rules.policy.settings import CompatibilitySettings
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.version_pair import Measure, VersionPair
from evtool.schema.version import Version

_TRANSITIVE = "_TRANSITIVE"


def pairs(
    schemas: Sequence[CheckedSchema], settings: CompatibilitySettings
) -> Iterator[VersionPair]:
    """Each version with the earlier ones of its major, the nearest first.

    A level that is not transitive looks at neighbors only. Schemas that are not valid, or
    could not be put together, are compared with nothing.
    """
    versions: dict[Version, CheckedSchema] = {}
    for one in schemas:
        if one.version is None or not _is_whole(one):
            continue
        if one.version not in versions or one.file.is_source:
            versions[one.version] = one
    ordered = sorted(versions)
    measure = Measure(settings.level, settings.policy)
    everyone = settings.level.endswith(_TRANSITIVE)
    for at, new in enumerate(ordered):
        older = [old for old in ordered[:at] if old.major == new.major]
        for old in reversed(older if everyone else older[-1:]):
            yield VersionPair(
                versions[old],
                versions[new],
                adjacent=old is older[-1],
                measure=measure,
            )


def _is_whole(schema: CheckedSchema) -> bool:
    made = schema.file.build_failure is None or schema.composed
    return made and isinstance(schema.value, dict) and schema.is_sound
