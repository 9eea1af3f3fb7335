"""How much is taken from whom, and for which stream."""
