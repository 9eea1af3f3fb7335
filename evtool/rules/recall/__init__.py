"""What a check came to, remembered by everything it depends on."""

from evtool.rules.recall.key import key_of
from evtool.rules.recall.store import Recall

__all__ = ["Recall", "key_of"]
