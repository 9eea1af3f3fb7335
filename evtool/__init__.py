"""evtool: versioned event schemas in git, and the event platform that stands on them."""

__version__ = "0.1.0"
