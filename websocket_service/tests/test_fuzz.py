"""A hundred thousand frames that no client should send, while a proper kiosk goes on with its work."""

import json
import random
import threading
from collections.abc import Callable

import orjson
from redis import Redis

from common.streams import oldest_entries
from common.telemetry import shard_stream
from common.testing.services import Servers
from common.testing.waiting import eventually
from websocket_service.tests.raw import Closed, RawClient, quickly, reading
from websocket_service.tests.realtime import Kiosk, Kiosks, Realtime

FRAMES, SEED = 100_000, 20_260_101
# The first bad frame ends its connection, so few are sent at once: most are to be looked at.
CLIENTS, AT_ONCE = 4, 8
MEMORY_SPARE = 40_000_000
SHARDS = 4
NAMESPACES = ["", "/,", "/x,", "/" + "y" * 50 + ",", "/x?token=1,"]
VALUES = [
    "",
    "null",
    "[]",
    "{}",
    "NaN",
    "1e999",
    "9" * 400,
    '"\\ud800"',
    '"\\u0000"',
    "[" * 1_000,
    '{"a":' * 500,
    "\x00",
]


def update(kiosk: Kiosk, at: random.Random) -> str:
    """A `kiosk_update` that would be valid but for the kiosk: it names another one."""
    return f"42{at.randrange(1_000)}" + json.dumps(["kiosk_update", reading(kiosk.id + 1_000_000, at.randrange(100))])


def packet(kiosk: Kiosk, at: random.Random) -> str:
    """A packet by the grammar of Engine.IO and Socket.IO, with nonsense in its places."""
    engine = at.choice("0123456789b") if at.random() < 0.3 else "4"
    kind = at.choice("0123456789") if at.random() < 0.5 else "2"
    attachments = f"{at.randrange(10 ** at.randrange(1, 11))}-" if at.random() < 0.1 else ""
    number = at.choice(["", "1", str(at.randrange(10**9)), "9" * 120])
    event = at.choice(["kiosk_update", "kiosk_join", "join_room", "connect", "disconnect", "notify", "", "\u202e"])
    value = at.choice(VALUES)
    body = at.choice([value, f'["{event}",{value}]', f'["{event}"]', f"[{value}]", f'{{"token":{value}}}'])
    return engine + kind + attachments + at.choice(NAMESPACES) + number + body


def mutated(kiosk: Kiosk, at: random.Random) -> str:
    """A valid call in which some characters are others, gone or doubled."""
    text = list(update(kiosk, at))
    for _ in range(at.randrange(1, 6)):
        place = at.randrange(len(text))
        text[place] = at.choice(["", text[place] * 2, chr(at.randrange(32, 0xD7FF)), at.choice('{}[]",:0129-eE')])
    return "".join(text)


def noise(_: Kiosk, at: random.Random) -> str:
    return "".join(chr(at.randrange(0xD7FF)) for _ in range(at.randrange(60)))


GENERATORS: list[Callable[[Kiosk, random.Random], str]] = [packet, packet, mutated, noise, update]


def torment(realtime: Realtime, kiosk: Kiosk, seed: int) -> None:
    """Send this client's share of the frames, on a new connection whenever the server has closed the last one."""
    at = random.Random(seed)
    left = FRAMES // CLIENTS
    while left > 0:
        client = RawClient(realtime.port)
        try:
            if at.random() < 0.7:
                client.join(kiosk.token)
            while left > 0:
                count = at.randrange(1, AT_ONCE)
                left -= count
                client.send_bytes(quickly(at.choice(GENERATORS)(kiosk, at) for _ in range(count)))
        except Closed:
            pass
        finally:
            client.close()


def test_malformed_frames_hurt_nobody(realtime: Realtime, kiosks: Kiosks, servers: Servers) -> None:
    proper, improper = kiosks.enrol(), [kiosks.enrol() for _ in range(CLIENTS)]
    memory_before = realtime.memory()
    threads = [
        threading.Thread(target=torment, args=(realtime, kiosk, SEED + index)) for index, kiosk in enumerate(improper)
    ]
    for thread in threads:
        thread.start()

    client = realtime.connect(proper)
    seq = 0
    while any(thread.is_alive() for thread in threads) or seq < 100:
        answer = client.call(seq, "kiosk_update", reading(proper.id, seq))
        assert answer == {"ok": True, "accepted": 1, "duplicate": 0, "rejected": []}
        seq += 1

    assert realtime.process.poll() is None
    assert realtime.is_ready()
    assert eventually(lambda: realtime.metric("realtime_connections") == 1)
    assert eventually(lambda: realtime.memory() < memory_before + MEMORY_SPARE), realtime.memory() - memory_before
    assert "Traceback" not in realtime.log.read_text()
    with Redis.from_url(servers.valkey.url) as streams:
        assert stored(streams, proper) == list(range(seq))
        for kiosk in improper:
            assert stored(streams, kiosk) == []


def stored(streams: Redis, kiosk: Kiosk) -> list[int]:
    """The `seq` of what is stored of a kiosk, each checked to be a reading of its own."""
    found = []
    for entry in oldest_entries(streams, shard_stream(kiosk.id % SHARDS), 1_000_000):
        if int(entry.fields[b"kiosk"]) == kiosk.id:
            assert orjson.loads(entry.fields[b"reading"])["kiosk_id"] == kiosk.id
            found.append(int(entry.fields[b"seq"]))
    return found
