"""What became of readings, as the API gives them back."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

from common.testing.waiting import eventually
from tests.faults.load import Acknowledged
from tests.system import System

THREADS = 4
STORED_SECONDS = 30
"""What was acknowledged may wait in the stream for so long on a busy machine."""


def stored(
    system: System, kiosk_id: int, since: datetime, metric: str = "latency", until: datetime | None = None
) -> list[int]:
    """One metric of a kiosk's stored readings since a moment; the load's kiosks send their `seq` as `latency`."""
    until = until or datetime.now(UTC) + timedelta(minutes=1)
    query = {"metric": metric, "from": since.isoformat(), "to": until.isoformat()}
    body = system.call("GET", f"/kiosks/{kiosk_id}/telemetry", system.login(), params=query)
    assert body["step"] == 0, "too many readings to get them back one by one"
    return [int(value) for _, value in body["points"]]


def assert_stored_once(system: System, acknowledged: Acknowledged, since: datetime) -> None:
    """Each reading that was acknowledged and taken since a moment is stored, once, and so is every other."""
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(partial(_assert_stored_once, system, since), *zip(*acknowledged.items(), strict=True)))


def _assert_stored_once(
    system: System, since: datetime, kiosk_id: int, acknowledged: Sequence[tuple[int, datetime]]
) -> None:
    expected = {seq for seq, at in acknowledged if at >= since}
    eventually(lambda: expected <= set(stored(system, kiosk_id, since)), STORED_SECONDS)
    found = stored(system, kiosk_id, since)
    assert not expected - set(found), f"kiosk {kiosk_id}: acknowledged and lost: {sorted(expected - set(found))}"
    assert len(found) == len(set(found)), f"kiosk {kiosk_id}: stored twice"
    assert found == sorted(found), f"kiosk {kiosk_id}: in another order than it was read"
