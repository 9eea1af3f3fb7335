"""The sources, a file each: its options, and how changes come out of a store."""
