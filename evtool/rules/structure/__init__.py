"""Rules about names: titles, `$id`s, files, links."""

from evtool.rules.structure.current_missing import current_missing
from evtool.rules.structure.dangling_symlink import dangling_symlink
from evtool.rules.structure.duplicate_title import duplicate_title
from evtool.rules.structure.extensionless_missing import extensionless_missing
from evtool.rules.structure.extensionless_wrong import extensionless_wrong
from evtool.rules.structure.id_missing import id_missing
from evtool.rules.structure.id_path_mismatch import id_path_mismatch
from evtool.rules.structure.id_version_mismatch import id_version_mismatch
from evtool.rules.structure.latest_missing import latest_missing
from evtool.rules.structure.latest_not_symlink import latest_not_symlink
from evtool.rules.structure.latest_wrong import latest_wrong
from evtool.rules.structure.not_materialized import not_materialized
from evtool.rules.structure.stray_file import stray_file
from evtool.rules.structure.title_mismatch import title_mismatch
from evtool.rules.structure.title_missing import title_missing

RULES = (
    title_missing,
    title_mismatch,
    id_missing,
    id_path_mismatch,
    id_version_mismatch,
    current_missing,
    not_materialized,
    latest_missing,
    latest_wrong,
    latest_not_symlink,
    extensionless_missing,
    extensionless_wrong,
    dangling_symlink,
    duplicate_title,
    stray_file,
)
