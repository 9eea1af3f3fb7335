"""The spool: entries go to a local log first, and from there to the brokers.

While the brokers are away, appends go on, up to a bound. `log` takes entries in,
`forwarder` sends them on, `lease` sees to it that one process at a time does so, and
`kafka` puts it all before a cluster.
"""
