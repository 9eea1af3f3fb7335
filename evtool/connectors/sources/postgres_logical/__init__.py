"""Changes of rows out of the logical decoding of PostgreSQL."""
