"""What a room is like now: complete, never older than what was heard, and over when the socket leaves."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from common.errors import NotFound, Unavailable
from websocket_service.gateways.kiosks import Kiosks
from websocket_service.services.snapshots import CHUNK, MOST_UNSENT, Snapshots

PAGE = 60


def status(kiosk_id: int, name: str = "online") -> dict[str, Any]:
    return {"kiosk_id": kiosk_id, "status": name}


class Stored:
    """kiosk_service with three pages of kiosks, whose last reading is 5."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def live(self, kiosk_id: int) -> dict[str, Any]:
        if self.error:
            raise self.error
        return {"status": status(kiosk_id), "reading": {"kiosk_id": kiosk_id, "seq": 5}}

    def live_page(self, group: str | None, after: int) -> tuple[list[dict[str, Any]], int | None]:
        items = [self.live(kiosk_id) for kiosk_id in range(after + 1, after + PAGE + 1)]
        return items, after + PAGE if after < 2 * PAGE else None


class Scene:
    """A socket that is told a snapshot; `meanwhile` is called at each pause."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.heard: dict[int, Mapping[str, Any]] = {}
        self.told: list[tuple[str, Mapping[str, Any]]] = []
        self.unsent = 0
        self.stays = True
        self.pauses = 0
        self.snapshots = Snapshots(
            cast(Kiosks, self.stored), self, self._send, lambda _: self.unsent, lambda _: self._pause()
        )

    def newest(self, kiosk_id: int) -> Mapping[str, Any] | None:
        return self.heard.get(kiosk_id)

    def tell(self, room: str) -> None:
        self.snapshots.tell("sid", room, lambda: self.stays)

    def meanwhile(self) -> None:
        """Nothing happens."""

    def of(self, event: str) -> dict[int, Mapping[str, Any]]:
        return {payload["kiosk_id"]: payload for name, payload in self.told if name == event}

    def _pause(self) -> None:
        self.pauses += 1
        self.meanwhile()

    def _send(self, _: str, event: str, payload: Mapping[str, Any]) -> None:
        self.told.append((event, payload))


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.mark.parametrize("room", ["fleet", "group:norte"])
def test_every_kiosk_of_the_room_is_told_in_chunks(scene: Scene, room: str) -> None:
    scene.tell(room)
    assert list(scene.of("kiosk_status")) == list(scene.of("kiosk_telemetry")) == list(range(1, 3 * PAGE + 1))
    assert len(scene.told) == 2 * 3 * PAGE
    assert scene.pauses >= 3 * PAGE / CHUNK


@pytest.mark.parametrize("room", ["payments", "alerts", "user:7"])
def test_rooms_without_kiosks_have_no_snapshot(scene: Scene, room: str) -> None:
    scene.tell(room)
    assert scene.told == []


@pytest.mark.parametrize(("heard", "expected"), [(4, 5), (6, 6)])
def test_a_reading_that_was_heard_counts_when_it_is_newer_than_the_stored_one(
    scene: Scene, heard: int, expected: int
) -> None:
    scene.heard[7] = {"kiosk_id": 7, "seq": heard}
    scene.tell("kiosk:7")
    assert scene.of("kiosk_telemetry")[7]["seq"] == expected


def test_a_status_told_live_meanwhile_takes_the_place_of_the_stored_one(scene: Scene) -> None:
    scene.meanwhile = lambda: scene.snapshots.note_status(status(3 * PAGE, "offline"))  # type: ignore[method-assign]
    scene.tell("fleet")
    assert scene.of("kiosk_status")[3 * PAGE]["status"] == "offline"
    scene.told.clear()
    scene.meanwhile = lambda: None  # type: ignore[method-assign]
    scene.tell("fleet")
    assert scene.of("kiosk_status")[3 * PAGE]["status"] == "online"


def test_it_ends_when_the_socket_leaves(scene: Scene) -> None:
    def leave() -> None:
        scene.stays = len(scene.told) < PAGE

    scene.meanwhile = leave  # type: ignore[method-assign]
    scene.tell("fleet")
    assert PAGE <= len(scene.told) <= PAGE + 2 * CHUNK


def test_a_client_that_reads_slowly_is_waited_for(scene: Scene) -> None:
    scene.unsent = MOST_UNSENT + 10

    def read() -> None:
        assert not scene.told or scene.unsent <= MOST_UNSENT
        scene.unsent -= 1

    scene.meanwhile = read  # type: ignore[method-assign]
    scene.tell("kiosk:7")
    assert len(scene.told) == 2
    assert scene.unsent == MOST_UNSENT


@pytest.mark.parametrize("error", [Unavailable("service_unavailable"), NotFound("kiosk_not_found")])
def test_without_an_answer_it_is_skipped(scene: Scene, error: Exception) -> None:
    scene.stored.error = error
    scene.tell("kiosk:7")
    scene.tell("fleet")
    assert scene.told == []


def test_nothing_is_asked_for_a_socket_that_left_before_its_turn(scene: Scene) -> None:
    scene.stays = False
    scene.stored.error = AssertionError("asked")
    scene.tell("kiosk:1")
    assert scene.told == []
