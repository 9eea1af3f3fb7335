"""Rules about what was released: files of the base, and the file of the source's version."""

from evtool.rules.release.deleted import deleted
from evtool.rules.release.reformatted import reformatted
from evtool.rules.release.rewritten import rewritten
from evtool.rules.release.stale import stale

RULES = (rewritten, deleted, stale, reformatted)
