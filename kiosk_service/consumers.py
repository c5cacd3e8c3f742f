"""What kiosk_service does in the background: readings from the stream, silence, and the upkeep of its tables."""

from collections.abc import Sequence
from datetime import UTC, datetime

import orjson
from flask import Flask
from redis import Redis

from common.database import session_scope
from common.service import Service
from common.streams import Consumer, Entry, trim_consumed
from common.telemetry import shard_stream
from common.worker import Periodic, Worker
from kiosk_service.services import presence, telemetry

GROUP = "kiosk_service"
TRIM_SECONDS = 10
PARTITION_SECONDS = 3600


def telemetry_workers(app: Service, shards: int) -> list[Worker]:
    """One consumer a shard, and the jobs around them.

    The watch for silent kiosks runs when a shard's stream is empty: readings that still wait there must not make a
    kiosk look offline.
    """
    consumers = [
        Consumer(
            app.stream_reader,
            shard_stream(shard),
            GROUP,
            f"shard-{shard}",
            lambda entries: _store(app, entries),
            on_idle=lambda shard=shard: _watch(app, shard, shards),  # type: ignore[misc]
        )
        for shard in range(shards)
    ]
    return [
        *consumers,
        Periodic("telemetry-trim", TRIM_SECONDS, lambda: _trim(app.streams, shards)),
        Periodic("partitions", PARTITION_SECONDS, lambda: prepare_partitions(app)),
    ]


def prepare_partitions(app: Flask) -> None:
    with app.app_context(), session_scope() as session:
        telemetry.prepare_partitions(session)


def _store(app: Flask, entries: Sequence[Entry]) -> None:
    with app.app_context(), session_scope() as session:
        telemetry.store(session, [_received(entry) for entry in entries])


def _received(entry: Entry) -> telemetry.Received:
    return telemetry.Received(
        kiosk_id=int(entry.fields[b"kiosk"]),
        seq=int(entry.fields[b"seq"]),
        received_at=datetime.fromisoformat(entry.fields[b"at"].decode()).astimezone(UTC),
        reading=orjson.loads(entry.fields[b"reading"]),
    )


def _watch(app: Flask, shard: int, shards: int) -> None:
    with app.app_context(), session_scope() as session:
        presence.mark_overdue(session, shard, shards)


def _trim(streams: Redis, shards: int) -> None:
    for shard in range(shards):
        trim_consumed(streams, shard_stream(shard))
