"""Rules about schemas that validators, tables and clients can rely on."""

from evtool.rules.robustness.array_items import array_items
from evtool.rules.robustness.default_invalid import default_invalid
from evtool.rules.robustness.dialect import dialect
from evtool.rules.robustness.enum_type import enum_type
from evtool.rules.robustness.invalid_schema import invalid_schema
from evtool.rules.robustness.keyword_not_applicable import keyword_not_applicable
from evtool.rules.robustness.missing_description import missing_description
from evtool.rules.robustness.missing_type import missing_type
from evtool.rules.robustness.numeric_bounds import numeric_bounds
from evtool.rules.robustness.object_type import object_type
from evtool.rules.robustness.required_undefined import required_undefined
from evtool.rules.robustness.snake_case import snake_case
from evtool.rules.robustness.unbounded_pattern import unbounded_pattern
from evtool.rules.robustness.union_type import union_type
from evtool.rules.robustness.unknown_keyword import unknown_keyword
from evtool.rules.robustness.unsafe_regex import unsafe_regex
from evtool.rules.robustness.unsatisfiable import unsatisfiable

RULES = (
    invalid_schema,
    dialect,
    unknown_keyword,
    keyword_not_applicable,
    missing_description,
    missing_type,
    union_type,
    array_items,
    object_type,
    enum_type,
    default_invalid,
    unsatisfiable,
    required_undefined,
    snake_case,
    numeric_bounds,
    unbounded_pattern,
    unsafe_regex,
)
