"""What sinks that fill tables share: schemas, tables by stream, and events as their rows."""
