"""Readings travel between processes in few messages, and come back to nobody."""

import threading
from collections.abc import Mapping
from typing import Any

import orjson
from redis import Redis

from common import live
from common.redis_clients import connect_redis
from common.testing.services import Servers
from common.testing.waiting import eventually
from websocket_service.consumers import live_listener
from websocket_service.services.peers import READINGS_PER_MESSAGE, Peers


class Outlet:
    """Keeps what would go to the people of a process."""

    def __init__(self) -> None:
        self.offered: list[tuple[int, str | None, int]] = []

    def offer(self, kiosk_id: int, group: str | None, reading: Mapping[str, Any]) -> None:
        self.offered.append((kiosk_id, group, reading["seq"]))


def processes() -> tuple[list[Peers], list[Outlet], list[bytes]]:
    """Two processes on one channel, and what was sent on it."""
    messages: list[bytes] = []
    outlets = [Outlet(), Outlet()]

    def publish(_: str, payload: Any) -> None:
        messages.append(orjson.dumps(payload))
        for peer in peers:
            peer.hear(orjson.loads(messages[-1]))

    peers = [Peers(outlet, publish) for outlet in outlets]
    return peers, outlets, messages


def test_a_reading_is_offered_at_once_here_and_after_the_window_there_once() -> None:
    peers, (here, there), _ = processes()
    peers[0].offer(7, "norte", {"seq": 1})
    assert (here.offered, there.offered) == ([(7, "norte", 1)], [])
    peers[0].flush()
    peers[0].flush()
    assert (here.offered, there.offered) == ([(7, "norte", 1)], [(7, "norte", 1)])


def test_of_a_window_the_newest_reading_of_each_kiosk_travels_in_few_messages() -> None:
    peers, (_, there), messages = processes()
    for seq in range(3):
        for kiosk in range(READINGS_PER_MESSAGE + 1):
            peers[0].offer(kiosk, None, {"seq": seq})
    peers[0].flush()
    assert len(messages) == 2
    assert there.offered == [(kiosk, None, 2) for kiosk in range(READINGS_PER_MESSAGE + 1)]


def test_a_reading_that_kiosk_service_took_is_offered_to_the_people_here(servers: Servers, redis: Redis) -> None:
    outlet, stop = Outlet(), threading.Event()
    listener = live_listener(None, Peers(outlet, lambda *_: None), connect_redis(servers.valkey.url, retries=0))
    thread = threading.Thread(target=listener.run, args=(stop,))
    thread.start()
    try:
        message = {"from": "kiosk_service", "readings": [(7, "norte", {"seq": 1})]}
        # Sent again until it is heard: who listens on this Valkey already may be a server of another test that ends.
        assert eventually(lambda: live.publish(redis, live.READINGS, message) and bool(outlet.offered))
        assert outlet.offered[0] == (7, "norte", 1)
    finally:
        stop.set()
        thread.join()
