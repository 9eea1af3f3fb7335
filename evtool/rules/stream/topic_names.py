"""What Kafka takes for the name of a topic."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 249
"""The longest name, in characters."""

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def is_kafka_name(name: str) -> bool:
    """Whether the characters of a name are those of topics; its length is another matter."""
    return _NAME.fullmatch(name) is not None and name not in (".", "..")


def metric_name(topic: str) -> str:
    """The name that Kafka gives to the metrics of a topic."""
    return topic.replace(".", "_")
