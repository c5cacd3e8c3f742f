"""With 200 kiosks sending and 20 people watching, anything may fail: it is healed, nothing acknowledged is lost."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from common.testing.waiting import eventually
from tests.faults.load import REALTIME, Load
from tests.faults.network import Network, NoNetworks, kiosk_network
from tests.faults.readback import assert_stored_once
from tests.faults.real_kiosks import filled, real_kiosk, small_disk
from tests.system import System

HEALED_SECONDS = 15
FROZEN_SECONDS = 10
SERVERS = ["postgres", "valkey-server valkey-streams", "valkey-server valkey-cache"]
PROCESSES = [
    *SERVERS,
    "serve auth_service",
    "serve kiosk_service",
    "serve payment_service",
    "serve ai_service",
    "serve websocket_service",
    "serve notification_service",
    "serve api_gateway",
    "work kiosk_service",
    "work ai_service",
    "work auth_service payment_service notification_service",
    "tasks ai_service",
    "tasks notification_service",
    "mail",
    "kiosks",
]
MEMORY_FACTOR, MEMORY_SPARE = 1.3, 30_000_000
"""What a process may hold after everything, measured by what it held before."""
MEMORY_SECONDS = 30
CUT_OFF_KIOSKS, SOME_READINGS = 3, 3
CUT_SECONDS, FULL_SECONDS = 120, 20
OFFLINE_SECONDS, BACK_SECONDS = 30, 30
"""A kiosk falls offline within 20 s and is back within 15 s, on a machine that has nothing else to do."""


@pytest.fixture
def network(system: System) -> Iterator[Network]:
    try:
        with kiosk_network([system.port, system.port + REALTIME]) as network:
            yield network
    except NoNetworks as reason:
        pytest.skip(str(reason))


@pytest.fixture(autouse=True)
def nothing_is_lost(system: System, load: Load, memory_before: dict[str, int]) -> Iterator[None]:
    """Around each fault: readings are acknowledged and shown again after it, and each of them is stored once."""
    # A reading may have been taken well before, and acknowledged during the fault.
    since = datetime.now(UTC) - timedelta(seconds=HEALED_SECONDS)
    yield
    assert load.flows(), "readings do not flow again"
    assert load.progress().complaints == []
    assert_stored_once(system, load.acknowledged(), since)


def test_every_process_has_its_turn(system: System) -> None:
    assert [title for title in system.processes() if not title.startswith(tuple(PROCESSES))] == []


@pytest.mark.parametrize("name", PROCESSES)
def test_a_killed_process_is_replaced(system: System, name: str) -> None:
    assert _is_replaced(system, name, psutil.Process.kill)


@pytest.mark.parametrize("name", SERVERS)
def test_a_restarted_server_is_taken_up_again(system: System, name: str) -> None:
    assert _is_replaced(system, name, _shut_down)


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_hangs_is_waited_for(system: System, name: str) -> None:
    hanging = _find(system, name)
    assert hanging is not None
    with _frozen([hanging, *hanging.children(recursive=True)]):
        time.sleep(FROZEN_SECONDS)
    assert eventually(system.is_ready, HEALED_SECONDS), f"not ready after {name} hung"


def test_kiosks_without_a_network_fall_offline_and_bring_everything_later(
    system: System, network: Network, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        kiosks = [stack.enter_context(real_kiosk(system, network, tmp_path / str(n))) for n in range(CUT_OFF_KIOSKS)]
        assert eventually(lambda: all(kiosk.is_online() for kiosk in kiosks))
        with _cut(network):
            cut_at = datetime.now(UTC)
            assert eventually(lambda: not any(kiosk.is_online() for kiosk in kiosks), OFFLINE_SECONDS)
            time.sleep(max(0.0, CUT_SECONDS - (datetime.now(UTC) - cut_at).total_seconds()))
        mended_at = datetime.now(UTC)
        assert eventually(lambda: all(kiosk.is_online() for kiosk in kiosks), BACK_SECONDS), "not online again"
        assert eventually(lambda: not any(kiosk.taken_before(mended_at) for kiosk in kiosks)), "not caught up"
        for kiosk in kiosks:
            assert kiosk.readings_between(cut_at, mended_at) > CUT_SECONDS / 2


def test_a_kiosk_with_a_full_disk_goes_on_when_there_is_room_again(
    system: System, network: Network, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk, real_kiosk(system, network, disk / "kiosk") as kiosk:
        assert eventually(lambda: kiosk.has_brought(SOME_READINGS))
        with _cut(network), filled(disk):
            time.sleep(FULL_SECONDS)
        room_again = datetime.now(UTC)
        assert eventually(lambda: not kiosk.taken_before(room_again)), "no reading came since there is room again"


def test_all_that_was_ever_acknowledged_is_stored_once(system: System, load: Load) -> None:
    acknowledged = load.acknowledged()
    first = min(at for readings in acknowledged.values() for _, at in readings)
    assert_stored_once(system, acknowledged, first)


def test_memory_returns(system: System, load: Load, memory_before: dict[str, int]) -> None:
    def grown() -> dict[str, tuple[int, int]]:
        now = system.memory()
        allowed = {name: MEMORY_FACTOR * size + MEMORY_SPARE for name, size in memory_before.items()}
        return {name: (memory_before[name], size) for name, size in now.items() if size > allowed[name]}

    assert eventually(lambda: not grown(), MEMORY_SECONDS), f"bytes before and after: {grown()}"


def _is_replaced(system: System, name: str, end: Callable[[psutil.Process], None]) -> bool:
    """Whether, once a process is ended, there is another one and everything is ready in time."""
    victim = _find(system, name)
    assert victim is not None
    end(victim)

    def healed() -> bool:
        now = _find(system, name)
        return now is not None and now != victim and system.is_ready()

    return eventually(healed, HEALED_SECONDS)


def _find(system: System, name: str) -> psutil.Process | None:
    found = (process for title, process in system.processes().items() if title.startswith(name))
    return next(found, None)


def _shut_down(process: psutil.Process) -> None:
    """As its supervisor would; PostgreSQL takes SIGTERM for the wish to wait until nobody is connected."""
    process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)


@contextmanager
def _cut(network: Network) -> Iterator[None]:
    network.cut()
    try:
        yield
    finally:
        network.mend()


@contextmanager
def _frozen(processes: list[psutil.Process]) -> Iterator[None]:
    try:
        _each(processes, psutil.Process.suspend)
        yield
    finally:
        _each(processes, psutil.Process.resume)


def _each(processes: list[psutil.Process], act: Callable[[psutil.Process], None]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # a session of PostgreSQL that has just ended
            act(process)
