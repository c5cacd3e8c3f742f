"""The streams server goes away and comes back."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from redis import Redis

from common.leases import Member
from common.streams import Consumer, oldest_entries, trim_consumed
from common.telemetry import shard_stream
from common.testing.services import Servers
from common.testing.waiting import eventually
from launcher.embedded.temporary import temporary_valkey
from launcher.embedded.valkey import ValkeyServer
from websocket_service.engines import NAMES
from websocket_service.tests.raw import reading
from websocket_service.tests.realtime import Kiosks, Realtime, served

SHARDS = 4
UNAVAILABLE = {"ok": False, "code": "unavailable"}


@pytest.fixture(scope="module", params=NAMES)
def beside(
    request: pytest.FixtureRequest, servers: Servers, kiosks: Kiosks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Realtime, ValkeyServer]]:
    """The service, and a streams server of its own that a test may stop."""
    folder: Path = tmp_path_factory.mktemp("outage")
    settings = {"REALTIME_ASYNC_MODE": request.param}
    with temporary_valkey() as streams, served(servers, kiosks, folder, STREAMS_URL=streams.url, **settings) as running:
        yield running, streams


@contextmanager
def hanging(streams: ValkeyServer) -> Iterator[None]:
    """The server's processes stand still: it takes connections and answers nobody."""
    with Redis.from_url(streams.url) as client:
        process = psutil.Process(client.info("server")["process_id"])
    process.suspend()
    try:
        yield
    finally:
        process.resume()


def test_whoever_waits_is_told_and_sends_again(beside: tuple[Realtime, ValkeyServer], kiosks: Kiosks) -> None:
    realtime, streams = beside
    fleet = [kiosks.enrol() for _ in range(3)]
    clients = [realtime.connect(kiosk) for kiosk in fleet]
    for kiosk, client in zip(fleet, clients, strict=True):
        assert client.call(0, "kiosk_update", reading(kiosk.id, 0))["accepted"] == 1
    with hanging(streams):
        for kiosk, client in zip(fleet, clients, strict=True):
            assert client.call(1, "kiosk_update", reading(kiosk.id, 1)) == UNAVAILABLE
    for kiosk, client in zip(fleet, clients, strict=True):
        # What was under way when the server stood still may have been stored after all: then it is a duplicate now.
        again = client.call(2, "kiosk_update", reading(kiosk.id, 1))
        assert again["accepted"] + again["duplicate"] == 1
        assert client.call(3, "kiosk_update", reading(kiosk.id, 2))["accepted"] == 1
    with Redis.from_url(streams.url) as log:
        for kiosk in fleet:
            entries = oldest_entries(log, shard_stream(kiosk.id % SHARDS), 1_000)
            own = [entry.fields for entry in entries if int(entry.fields[b"kiosk"]) == kiosk.id]
            assert [int(fields[b"seq"]) for fields in own] == [0, 1, 2]


def test_a_lost_log_is_taken_up_again(beside: tuple[Realtime, ValkeyServer], kiosks: Kiosks) -> None:
    realtime, streams = beside
    kiosk = kiosks.enrol()
    client = realtime.connect(kiosk)
    assert client.call(0, "kiosk_update", reading(kiosk.id, 5))["accepted"] == 1
    with Redis.from_url(streams.url) as log:
        log.flushall()
        log.script_flush()
    assert eventually(lambda: client.call(1, "kiosk_update", reading(kiosk.id, 6)).get("ok", False))


def test_a_kiosk_that_cannot_be_asked_about_holds_up_only_itself(
    beside: tuple[Realtime, ValkeyServer], kiosks: Kiosks
) -> None:
    realtime, _ = beside
    known, unknown = kiosks.enrol(), kiosks.enrol()
    other = realtime.connect(known)
    assert other.call(0, "kiosk_update", reading(known.id, 0))["accepted"] == 1
    with kiosks.away():
        client = realtime.connect(unknown)
        client.send('421["kiosk_update",' + json.dumps(reading(unknown.id, 1)) + "]")
        for seq in range(1, 20):
            assert other.call(seq, "kiosk_update", reading(known.id, seq))["accepted"] == 1
        assert client.answer(1) == UNAVAILABLE
    assert client.call(2, "kiosk_update", reading(unknown.id, 1))["accepted"] == 1


def emptied(log: Redis, stream: str) -> list[tuple[int, int]]:
    """Kiosk and `seq` of all that a consumer in its turn finds in a stream and lets be dropped."""
    found: list[tuple[int, int]] = []
    stop = threading.Event()
    member = Member(log, "emptying", 1)
    consumer = Consumer(
        log,
        stream,
        "readers",
        "one",
        lambda entries: found.extend((int(entry.fields[b"kiosk"]), int(entry.fields[b"seq"])) for entry in entries),
        on_idle=lambda _: stop.set(),
        turn=member.turn(0),
    )
    workers = [threading.Thread(target=worker.run, args=(stop,)) for worker in (member, consumer)]
    for worker in workers:
        worker.start()
    try:
        assert stop.wait(20)
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    trim_consumed(log, stream, owner="readers")
    return found


def test_a_full_log_takes_nothing_until_it_is_emptied_and_loses_nothing(
    beside: tuple[Realtime, ValkeyServer], kiosks: Kiosks
) -> None:
    realtime, streams = beside
    kiosk = kiosks.enrol()
    client = realtime.connect(kiosk)
    stream = shard_stream(kiosk.id % SHARDS)

    def send(number: int) -> bool:
        answer = client.call(number, "kiosk_update", [reading(kiosk.id, number * 100 + seq) for seq in range(100)])
        if answer["ok"]:
            assert answer["accepted"] == 100
        else:
            assert answer == UNAVAILABLE
        return bool(answer["ok"])

    with Redis.from_url(streams.url) as log:
        log.xgroup_create(stream, "readers", id="0", mkstream=True)
        log.config_set("maxmemory", log.info("memory")["used_memory"] + 1024 * 1024)
        try:
            refused = next(number for number in range(1_000) if not send(number))
            assert refused > 0
            assert not send(refused)
            found = emptied(log, stream)
            assert eventually(lambda: send(refused))
        finally:
            log.config_set("maxmemory", 0)
        found += emptied(log, stream)
    assert [seq for kiosk_id, seq in found if kiosk_id == kiosk.id] == list(range((refused + 1) * 100))
