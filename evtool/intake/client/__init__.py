"""The other side of the intake: events out of files, and posting them. Standard library only."""
