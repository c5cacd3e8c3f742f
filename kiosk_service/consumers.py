"""What kiosk_service does in the background: readings from the stream, silence, and the upkeep of its tables."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson
from flask import Flask
from redis import Redis

from common.database import session_scope
from common.events import utc_now
from common.leases import Member
from common.service import Service
from common.streams import Consumer, Entry, trim_consumed
from common.telemetry import shard_stream
from common.worker import Periodic, Worker
from kiosk_service.services import presence, retention, telemetry

GROUP = "kiosk_service"
BATCH = 2000
LINGER_SECONDS = 0.25
"""People who watch hear readings from websocket_service; the fewer transactions, the less a reading costs."""
WATCH_EVERY = timedelta(seconds=1)
# A reading bears the time before it is appended to the stream.
APPEND_TIME = timedelta(seconds=1)
TRIM_SECONDS = 10
ROLL_UP_SECONDS = 15
UPKEEP_SECONDS = 3600
OTHERS_WAIT = timedelta(hours=1)
"""How long the log keeps readings that are stored here but not yet seen by whoever else reads them."""
CONNECTIONS_AGE = timedelta(days=366)


def telemetry_workers(app: Service, shards: int) -> list[Worker]:
    """One consumer a shard, on one of the replicas, and the jobs around them."""
    member = Member(app.streams, "telemetry", shards)
    return [
        member,
        *(Shard(app, shard, shards).consumer(member) for shard in range(shards)),
        Periodic("telemetry-trim", TRIM_SECONDS, lambda: _trim(app.streams, shards)),
        RollUp(app),
        Periodic("telemetry-upkeep", UPKEEP_SECONDS, lambda: _keep_up(app)),
    ]


def prepare_partitions(app: Flask) -> None:
    with app.app_context(), session_scope() as session:
        retention.prepare_partitions(session)


class Shard:
    """The readings of some kiosks.

    The watch for silent kiosks looks when the stream is empty: readings that still wait there must not make a kiosk
    look offline.
    """

    def __init__(self, app: Service, shard: int, shards: int) -> None:
        self._app = app
        self._shard = shard
        self._watch = presence.Watch(shard, shards)
        self._watched_at = datetime.min.replace(tzinfo=UTC)

    def consumer(self, member: Member) -> Consumer:
        return Consumer(
            self._app.stream_reader,
            shard_stream(self._shard),
            GROUP,
            f"shard-{self._shard}",
            self._store,
            batch=BATCH,
            linger=LINGER_SECONDS,
            on_idle=self._look,
            turn=member.turn(self._shard),
        )

    def _store(self, entries: Sequence[Entry]) -> None:
        with self._app.app_context(), session_scope() as session:
            self._watch.note(telemetry.store(session, [_received(entry) for entry in entries]).deadlines)

    def _look(self, handled_until: datetime) -> None:
        if abs(handled_until - self._watched_at) < WATCH_EVERY:
            return
        self._watched_at = handled_until
        with self._app.app_context(), session_scope() as session:
            self._watch.mark_overdue(session, handled_until - APPEND_TIME)


class RollUp:
    """Rolls readings up as their buckets end; may be stopped in the middle of much to do."""

    name = "roll-up"

    def __init__(self, app: Flask) -> None:
        self._app = app

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            with self._app.app_context(), session_scope() as session:
                retention.roll_up(session, utc_now(), stop.is_set)
            stop.wait(ROLL_UP_SECONDS)


def _received(entry: Entry) -> telemetry.Received:
    return telemetry.Received(
        kiosk_id=int(entry.fields[b"kiosk"]),
        seq=int(entry.fields[b"seq"]),
        received_at=datetime.fromisoformat(entry.fields[b"at"].decode()).astimezone(UTC),
        reading=orjson.loads(entry.fields[b"reading"]),
    )


def _trim(streams: Redis, shards: int) -> None:
    for shard in range(shards):
        trim_consumed(streams, shard_stream(shard), owner=GROUP, patience=OTHERS_WAIT)


def _keep_up(app: Flask) -> None:
    with app.app_context(), session_scope() as session:
        retention.prepare_partitions(session)
        retention.drop_old(session, utc_now())
        presence.forget_old(session, CONNECTIONS_AGE)
