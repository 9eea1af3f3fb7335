"""Connectors: streams out of the log into stores (sinks), and changes of stores into it (sources).

`sink` and `source` say what a connector does; `catalog` knows all of them by type. Batching,
retries, dead letters, offsets and metrics are the runner's (`runner`), so that a connector is
one short file.
"""
