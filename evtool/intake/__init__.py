"""The intake: a service that lets only valid events into the log, over HTTP."""
