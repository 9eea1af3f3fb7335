"""SQL over the event log: streams as views, with the types of their schemas, in DuckDB."""
