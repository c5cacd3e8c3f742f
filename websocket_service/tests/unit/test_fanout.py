"""Readings go out at a bounded rate, young ones first, and nobody is forgotten."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest

from websocket_service.services.fanout import KIOSK_SECONDS, ROOM_READINGS_PER_SECOND, WINDOW_SECONDS, Fanout

READINGS_PER_WINDOW = round(ROOM_READINGS_PER_SECOND * WINDOW_SECONDS)


class Room:
    """A fan-out with somebody in some rooms, on a clock of its own."""

    def __init__(self, *occupied: str) -> None:
        self.now = 0.0
        self.occupied = set(occupied)
        self.sent: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
        self.fanout = Fanout(self._emit, self.occupied.__contains__)

    def offer(self, kiosk_id: int, seq: int, group: str | None = None) -> None:
        self.fanout.offer(kiosk_id, group, {"kiosk_id": kiosk_id, "seq": seq})

    def pass_window(self) -> None:
        self.now += WINDOW_SECONDS
        self.fanout.flush()

    def _emit(self, room: str, readings: Sequence[Mapping[str, Any]]) -> None:
        self.sent[room] += [(self.now, reading["kiosk_id"], reading["seq"]) for reading in readings]


@pytest.fixture
def fleet(monkeypatch: pytest.MonkeyPatch) -> Room:
    clock = [lambda: 0.0]
    monkeypatch.setattr("websocket_service.services.fanout.time.monotonic", lambda: clock[0]())
    room = Room("fleet")
    clock[0] = lambda: room.now
    return room


def test_a_reading_goes_to_the_rooms_of_its_kiosk_where_somebody_is(fleet: Room) -> None:
    fleet.occupied.update({"kiosk:7", "group:norte", "kiosk:8"})
    fleet.offer(7, 1, "norte")
    fleet.pass_window()
    assert {room: [seq for _, _, seq in sent] for room, sent in fleet.sent.items()} == {
        "kiosk:7": [1],
        "fleet": [1],
        "group:norte": [1],
    }


def test_of_a_fast_kiosk_the_newest_reading_is_sent_each_second_and_the_last_always(fleet: Room) -> None:
    for seq in range(25):
        fleet.offer(7, seq)
        fleet.pass_window()
    for _ in range(20):
        fleet.pass_window()
    times = [at for at, _, _ in fleet.sent["fleet"]]
    seqs = [seq for _, _, seq in fleet.sent["fleet"]]
    assert seqs == sorted(set(seqs))
    assert seqs[-1] == 24
    assert min(later - earlier for earlier, later in pairwise(times)) >= KIOSK_SECONDS - 1e-6


def test_a_room_gets_no_more_than_its_share_and_everybody_gets_a_turn(fleet: Room) -> None:
    kiosks, windows_per_round = 400, 20
    for window in range(200):
        for kiosk in range(window % windows_per_round, kiosks * 5, windows_per_round):
            fleet.offer(kiosk, window)
        before = len(fleet.sent["fleet"])
        fleet.pass_window()
        assert len(fleet.sent["fleet"]) - before <= READINGS_PER_WINDOW
    turns: dict[int, int] = defaultdict(int)
    for _, kiosk, _ in fleet.sent["fleet"]:
        turns[kiosk] += 1
    assert len(turns) == kiosks * 5
    assert max(turns.values()) - min(turns.values()) <= 3


def test_a_window_that_ends_late_has_room_for_more(fleet: Room) -> None:
    for kiosk in range(200):
        fleet.offer(kiosk, 0)
    fleet.now += 0.3
    fleet.fanout.flush()
    assert len(fleet.sent["fleet"]) == 0.3 * ROOM_READINGS_PER_SECOND


def test_too_many_kiosks_do_not_make_what_is_shown_old(fleet: Room) -> None:
    ages = []
    for window in range(200):
        for kiosk in range(window % 50, 5000, 50):
            fleet.offer(kiosk, window)
        before = len(fleet.sent["fleet"])
        fleet.pass_window()
        ages += [window - seq for _, _, seq in fleet.sent["fleet"][before:]]
    young = sum(age == 0 for age in ages)
    assert young / len(ages) >= 0.95


def test_the_last_reading_of_a_kiosk_that_falls_silent_arrives_though_the_room_stays_busy(fleet: Room) -> None:
    for kiosk in range(1000, 1000 + 5 * READINGS_PER_WINDOW):
        fleet.offer(kiosk, 0)
    for window in range(400):
        for kiosk in range(window % 10, 1000, 10):
            fleet.offer(kiosk, window)
        fleet.pass_window()
    heard = {kiosk for _, kiosk, _ in fleet.sent["fleet"]}
    assert heard >= set(range(1000, 1000 + 5 * READINGS_PER_WINDOW))


def test_what_nobody_listens_to_is_not_kept_for_later(fleet: Room) -> None:
    fleet.offer(7, 1)
    fleet.occupied.clear()
    fleet.pass_window()
    fleet.occupied.add("fleet")
    fleet.pass_window()
    assert not fleet.sent["fleet"]
    newest = fleet.fanout.newest(7)
    assert newest is not None
    assert newest["seq"] == 1
