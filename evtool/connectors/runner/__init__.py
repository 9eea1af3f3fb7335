"""The runner: out of the log, through a sink, and only then onward.

`runner` is the loop of one connector; `batcher` says when to deliver, `load` what of a batch
is done, `deliverer` what becomes of failures, `dead_letters` where bad records go. `team`
runs several connectors and follows the configuration.
"""
