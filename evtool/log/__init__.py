"""The event log: the ordered, durable store of records by topic and partition.

`event_log` says what every log can do, `record` what it holds; each implementation stands
behind one address, such as `sqlite:.evtool/log.db` (`address`). The log knows nothing of
schemas: a value is bytes.
"""
