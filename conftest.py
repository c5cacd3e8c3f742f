"""Fixtures of all tests: real servers, services on them, tokens."""

from common.threads import use_one_thread

use_one_thread()

pytest_plugins = ["common.testing.fixtures"]
