"""The command line: thin commands over the modules below; the only place for click and rich."""
