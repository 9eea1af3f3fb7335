"""Change data capture: what all sources of rows share, and no database in it.

A source turns what its server says into `row.RowChange`; `events` makes events of them,
`batching` lets the position move over whole transactions only, `snapshot` brings the rows
that were there before, and `table_schema` drafts the JSON Schema of a table.
"""
