"""The embedded log: one SQLite file that several processes append to and read from.

A row of the table `batches` holds what one call of `append` put into one partition: the
values as JSON lines, which any tool can read, and beside them sizes, times, keys and
headers (`framing`). One call is one statement and one transaction (`append`); its offsets
are computed inside SQLite, so that writers of several processes never disagree.
"""
