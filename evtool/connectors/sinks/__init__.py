"""The sinks, a file each: its options, and how a batch gets into the store."""
