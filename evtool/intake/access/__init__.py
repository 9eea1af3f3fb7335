"""Who may send: API keys, signed bodies, and which streams are whose."""
