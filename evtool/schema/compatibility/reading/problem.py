"""What is wrong with a schema that cannot be understood."""

from __future__ import annotations


class UnreadableSchema(Exception):
    """A schema says something that draft-07 gives no meaning to; the message tells what."""
