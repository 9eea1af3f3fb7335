"""Rules for stream configuration: names, regexes, topics, canaries, samples, consumers, fields.

A rule looks at one stream as it is in effect, or at all stream files together
(`evtool.rules.stream.subject`). `evtool.rules.stream.check` runs them.
"""

from evtool.rules.stream.attributes import (
    attribute_field_not_found,
    duplicate_attribute,
    identifying_attribute,
)
from evtool.rules.stream.canaries import (
    canary_invalid,
    canary_off,
    canary_on_regex,
    canary_without_example,
    canary_without_meta,
    canary_without_service,
)
from evtool.rules.stream.headers import (
    enriched_field_not_found,
    invalid_header,
    sensitive_header,
)
from evtool.rules.stream.ingestion import (
    ingestion_without_source,
    table_collision,
    untabular_schema,
)
from evtool.rules.stream.keys import (
    key_field_not_found,
    key_field_not_scalar,
    key_field_optional,
)
from evtool.rules.stream.mentions import (
    not_configured,
    undeclared_redirect,
)
from evtool.rules.stream.names import (
    duplicate,
    invalid_name,
    name_mismatch,
    naming,
    redundant_name,
    unnamed,
)
from evtool.rules.stream.overlap import (
    overlapping_regex,
    shadows_regex,
)
from evtool.rules.stream.regexes import (
    invalid_regex,
    regex_modifier,
    top_level_alternation,
    unanchored_regex,
    unescaped_dot,
    unsafe_regex,
)
from evtool.rules.stream.repeats import (
    repeats_default,
    repeats_service,
)
from evtool.rules.stream.samples import (
    incomplete_sample,
    sample_ignored,
    sample_rate_range,
    sample_rate_zero,
)
from evtool.rules.stream.schema_title import (
    malformed_schema_title,
    schema_not_found,
    schema_title_missing,
)
from evtool.rules.stream.settings import (
    unknown_attribute,
    unknown_consumer,
    unknown_job,
    unknown_producer,
    unknown_sample_unit,
    unknown_scale,
    unknown_service,
    unknown_setting,
    wrong_type,
)
from evtool.rules.stream.topics import (
    invalid_topic,
    short_topic_prefixes,
    topic_collision,
    topic_metric_collision,
    topic_prefix_without_dot,
    topic_prefixes_ignored,
    topic_too_long,
)

RULES = (
    unknown_setting,
    wrong_type,
    unknown_service,
    unknown_consumer,
    unknown_producer,
    unknown_job,
    unknown_scale,
    unknown_attribute,
    unknown_sample_unit,
    schema_title_missing,
    malformed_schema_title,
    schema_not_found,
    duplicate,
    name_mismatch,
    redundant_name,
    unnamed,
    invalid_name,
    naming,
    invalid_regex,
    unsafe_regex,
    regex_modifier,
    top_level_alternation,
    unanchored_regex,
    unescaped_dot,
    overlapping_regex,
    shadows_regex,
    canary_without_example,
    canary_without_meta,
    canary_invalid,
    canary_on_regex,
    canary_without_service,
    canary_off,
    sample_rate_range,
    incomplete_sample,
    sample_ignored,
    sample_rate_zero,
    topic_collision,
    invalid_topic,
    topic_too_long,
    short_topic_prefixes,
    topic_metric_collision,
    topic_prefixes_ignored,
    topic_prefix_without_dot,
    table_collision,
    untabular_schema,
    ingestion_without_source,
    key_field_not_found,
    key_field_not_scalar,
    key_field_optional,
    invalid_header,
    sensitive_header,
    enriched_field_not_found,
    attribute_field_not_found,
    duplicate_attribute,
    identifying_attribute,
    undeclared_redirect,
    not_configured,
    repeats_service,
    repeats_default,
)
