"""The whole system, for tests that cross services."""

from collections.abc import Iterator

import pytest

from tests.launching import data_folder, running_system
from tests.system import System

# Generated requests come faster than any person's, and the same few people sign in to one test after the other; the
# limits themselves are tested in api_gateway.
LIMITS = {"LIMIT_PERSON": "1000000", "LIMIT_ANONYMOUS": "1000000", "LIMIT_LOGIN": "1000000"}


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    """Everything that `make up` runs after its set-up, with two simulated kiosks and data of its own."""
    with data_folder() as data, running_system(data, KIOSKS="2", **LIMITS) as system:
        yield system
