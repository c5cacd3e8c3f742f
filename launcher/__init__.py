"""One command for a machine without Docker: embedded PostgreSQL and Valkey, all processes, demo data."""
