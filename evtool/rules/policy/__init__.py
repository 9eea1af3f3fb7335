"""Which findings count, and how much: selection, severities, exceptions, comments, baseline."""
