"""Floods, silence and slow readers: each has an end, is counted, and leaves the others alone."""

import itertools
import json
import resource
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from common.testing.services import Servers
from common.testing.waiting import eventually
from websocket_service.engines import NAMES
from websocket_service.tests.raw import TEXT, Closed, RawClient, frame, quickly, reading
from websocket_service.tests.realtime import Kiosk, Kiosks, Realtime, served
from websocket_service.transport.gate import EVENTS_AT_ONCE

LOSES_ITS_LISTENER = """
import socket, sys, threading
from websocket_service import engines
engine = engines.load(sys.argv[1])
engine.patch()
listener = socket.create_server(("127.0.0.1", 0))
threading.Timer(0.1, lambda: listener.shutdown(socket.SHUT_RDWR)).start()
engine.serve(listener, lambda *_: [], 10)
"""


def refused(realtime: Realtime, reason: str) -> float:
    return realtime.metric("realtime_refusals_total", reason=reason)


def test_a_backlog_of_many_batches_is_no_flood(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect(kiosk)
    for batch in range(20):
        readings = [reading(kiosk.id, batch * 200 + seq) for seq in range(200)]
        assert client.call(batch, "kiosk_update", readings)["accepted"] == 200


def test_a_flood_is_told_so_and_who_goes_on_is_let_go(realtime: Realtime, kiosk: Kiosk) -> None:
    client = realtime.connect(kiosk)
    closed_before = refused(realtime, "flood")
    flood = quickly(f'42{number}["no_such_event"]' for number in range(2 * EVENTS_AT_ONCE - 100))
    sender = threading.Thread(target=client.send_bytes, args=(flood,))
    sender.start()
    while "rate_limited" not in client.wait_for("43"):
        pass
    sender.join()
    listener = threading.Thread(target=client.wait_until_closed)
    listener.start()
    with suppress(Closed):
        while True:
            client.send_bytes(flood)
    listener.join()
    assert refused(realtime, "flood") > closed_before
    assert realtime.connect(kiosk).call(1, "kiosk_update", reading(kiosk.id, 1))["ok"]


def test_a_flood_of_empty_packets_ends_too(realtime: Realtime) -> None:
    client = realtime.connect()
    before = refused(realtime, "flood")
    try:
        for _ in range(100):
            client.send_bytes(quickly(["6"] * 1_000))
        client.wait_until_closed()
    except Closed:
        pass
    assert eventually(lambda: refused(realtime, "flood") > before)


def test_a_socket_that_never_says_who_it_is_is_closed(realtime: Realtime) -> None:
    client = realtime.connect()
    before = refused(realtime, "silent")
    client.wait_until_closed()
    assert refused(realtime, "silent") > before


def test_a_refused_token_does_not_keep_the_socket_open(realtime: Realtime) -> None:
    client = realtime.connect()
    client.send('40{"token":"nonsense"}')
    assert "unauthorized" in client.wait_for("44")
    client.wait_until_closed()


def test_a_client_that_reads_nothing_is_let_go(realtime: Realtime, kiosk: Kiosk) -> None:
    before = refused(realtime, "slow_reader")
    client = realtime.connect()
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.join(kiosk.token)
    # Each call is answered with some kilobytes of rejections, until nothing more fits on the way.
    batch = json.dumps(["kiosk_update", [{"seq": seq, "note": "x"} for seq in range(200)]])
    try:
        for number in range(2_000):
            if not number % 100 and refused(realtime, "slow_reader") > before:
                break
            client.send(f"42{number}{batch}")
    except Closed:
        pass
    assert eventually(lambda: refused(realtime, "slow_reader") > before)
    assert realtime.connect(kiosk).call(1, "kiosk_update", reading(kiosk.id, 1))["ok"]


def test_a_peer_that_vanished_is_noticed_and_one_that_speaks_stays(
    realtime: Realtime, kiosks: Kiosks, kiosk: Kiosk
) -> None:
    other = kiosks.enrol()
    speaks, vanished = realtime.connect(other), realtime.connect(kiosk)
    open_now = realtime.metric("realtime_connections")
    numbers = itertools.count(1)

    def acknowledged() -> bool:
        number = next(numbers)
        return bool(speaks.call(number, "kiosk_update", reading(other.id, number))["accepted"])

    # It says nothing any more, and answers no ping; nobody closes the connection.
    assert eventually(lambda: acknowledged() and realtime.metric("realtime_connections") < open_now, 60)
    assert acknowledged()
    vanished.close()


def test_a_vanished_half_of_a_frame_holds_up_nobody(realtime: Realtime, kiosks: Kiosks, kiosk: Kiosk) -> None:
    half = RawClient(realtime.port).join(kiosk.token)
    half.send_bytes(frame(TEXT, b"42", length=1_000))
    other = kiosks.enrol()
    assert realtime.connect(other).call(1, "kiosk_update", reading(other.id, 1))["accepted"] == 1
    half.close()


def test_too_many_open_files_are_waited_out(realtime: Realtime, kiosk: Kiosk) -> None:
    process = psutil.Process(realtime.process.pid)
    soft, hard = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    most = process.num_fds() + 5
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (most, hard))
    try:
        idle = [socket.create_connection(("127.0.0.1", realtime.port)) for _ in range(20)]
        assert eventually(lambda: process.num_fds() >= most)
        for connection in idle:
            connection.close()
        assert realtime.connect(kiosk).call(1, "kiosk_update", reading(kiosk.id, 1))["ok"]
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (soft, hard))


def test_as_many_files_are_allowed_as_the_machine_permits(servers: Servers, kiosks: Kiosks, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard // 2, hard))
    try:
        with served(servers, kiosks, tmp_path) as running:
            assert resource.prlimit(running.process.pid, resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("engine", NAMES)
def test_a_process_that_can_accept_no_more_ends_with_an_error(engine: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LOSES_ITS_LISTENER, engine], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode != 0
    assert "no connection can be accepted" in ended.stderr
