"""Fixtures for tests: real PostgreSQL and Valkey, started by the test run itself."""
