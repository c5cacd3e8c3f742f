"""The load that runs through all faults, and the memory that the system had before the first."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.load import Load
from tests.system import System

KIOSKS = 200
THREADS = 4


@pytest.fixture(scope="package")
def load(system: System) -> Iterator[Load]:
    admin = system.login()
    with ThreadPoolExecutor(THREADS) as threads:
        kiosks = list(threads.map(lambda _: system.enrol(admin), range(KIOSKS)))
    with Load(system, kiosks) as load:
        assert load.flows()
        yield load


@pytest.fixture(scope="package")
def memory_before(system: System, load: Load) -> dict[str, int]:
    """Bytes of each process under load."""
    assert load.flows()
    return system.memory()
