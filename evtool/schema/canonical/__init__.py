"""The canonical text of a schema: one order of keys, one style, no choice left."""

from evtool.schema.canonical.anchors import with_anchors
from evtool.schema.canonical.javascript import js_number
from evtool.schema.canonical.json_text import dump_json
from evtool.schema.canonical.key_order import key_sort_key, sorted_keys
from evtool.schema.canonical.yaml_text import dump_yaml

__all__ = ["dump_json", "dump_yaml", "js_number", "key_sort_key", "sorted_keys", "with_anchors"]
