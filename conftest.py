"""Fixtures of all tests: real servers, services on them, tokens."""

pytest_plugins = ["common.testing.fixtures"]
