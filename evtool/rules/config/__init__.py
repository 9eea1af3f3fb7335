"""Rules about the configuration of checks."""

from evtool.rules.config.skip_too_broad import skip_too_broad
from evtool.rules.config.unknown_key import unknown_key
from evtool.rules.config.unknown_test_name import unknown_test_name
from evtool.rules.config.useless_skip import useless_skip

RULES = (
    skip_too_broad,
    unknown_key,
    unknown_test_name,
    useless_skip,
)
