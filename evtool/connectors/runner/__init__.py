"""The runner: reads the log, batches, delivers, and commits what was delivered."""
