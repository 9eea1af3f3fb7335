"""Rules about the numbers of versions."""

from evtool.rules.version.bump_too_small import bump_too_small
from evtool.rules.version.gap import gap
from evtool.rules.version.not_greater import not_greater
from evtool.rules.version.not_semver import not_semver
from evtool.rules.version.unstable_major import unstable_major

RULES = (not_semver, not_greater, unstable_major, gap, bump_too_small)
