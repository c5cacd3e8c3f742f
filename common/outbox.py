"""Transactional outbox: an event is stored with the change it tells of, and sent afterwards by a relay.

PostgreSQL wakes the relay when a transaction with events commits, so that nobody has to ask all the time.
"""

import select as system_select
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from psycopg2 import sql
from redis import Redis
from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from common.database import db, is_my_turn, session_scope, transaction
from common.events import STREAM, Event

BATCH = 500
# How long a relay sleeps at most; a lost wake-up, if there ever is one, costs no more.
IDLE_SECONDS = 1.0
ADVISORY_LOCK = 0x4B10_5C02
# Enough for a consumer to be away for days of normal traffic.
STREAM_LENGTH = 1_000_000


def outbox_table(metadata: MetaData) -> Table:
    """The table `outbox`, declared among a service's own tables (its first migration creates it from this)."""
    return Table(
        "outbox",
        metadata,
        Column("position", BigInteger, Identity(), primary_key=True),
        Column("id", Uuid(as_uuid=False), nullable=False, unique=True),
        Column("type", String(80), nullable=False),
        Column("version", Integer, nullable=False),
        Column("at", String(40), nullable=False),
        Column("source", String(40), nullable=False),
        Column("request_id", String(64)),
        Column("subject", String(120), nullable=False),
        Column("data", JSONB, nullable=False),
    )


_OUTBOX = outbox_table(MetaData())


def record(session: Session, *events: Event) -> None:
    """Store events in the caller's transaction: they are sent if, and only if, it commits."""
    if events:
        session.execute(insert(_OUTBOX), [_row(event) for event in events])
        session.execute(_WAKE)


_CHANNEL = "SELECT 'outbox:' || current_schema()"
_WAKE = text(f"SELECT pg_notify(({_CHANNEL}), '')")


def _row(event: Event) -> Mapping[str, Any]:
    return {**vars(event), "data": dict(event.data)}


class Relay:
    """Moves a service's outbox to the stream `events`, in order and at least once."""

    def __init__(self, app: Flask, streams: Redis) -> None:
        self.name = f"{app.name}:outbox-relay"
        self._app = app
        self._streams = streams

    def run(self, stop: threading.Event) -> None:
        with self._app.app_context(), _listening() as connection:
            while not stop.is_set():
                with session_scope() as session:
                    sent = self.forward(session)
                if sent < BATCH:
                    _sleep(connection)

    def forward(self, session: Session) -> int:
        """Send what waits, at most one batch; returns how many.

        The rows are deleted in the transaction that read them: when the stream does not take them, they stay.
        One relay a service works at a time, so that events keep their order.
        """
        with transaction(session):
            if not is_my_turn(session, ADVISORY_LOCK):
                return 0
            rows = session.execute(select(_OUTBOX).order_by(_OUTBOX.c.position).limit(BATCH)).mappings().all()
            if not rows:
                return 0
            pipeline = self._streams.pipeline(transaction=True)
            for row in rows:
                fields = {name: value for name, value in row.items() if name != "position"}
                pipeline.xadd(STREAM, Event(**fields).to_entry(), maxlen=STREAM_LENGTH, approximate=True)
            pipeline.execute()
            session.execute(delete(_OUTBOX).where(_OUTBOX.c.position.in_([row["position"] for row in rows])))
            return len(rows)


@contextmanager
def _listening() -> Iterator[Any]:
    """A connection of its own, told of every commit that leaves events."""
    connection: Any = db.engine.raw_connection()
    try:
        connection.driver_connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(_CHANNEL)
            cursor.execute(sql.SQL("LISTEN {}").format(sql.Identifier(cursor.fetchone()[0])))
        yield connection.driver_connection
    finally:
        connection.invalidate()  # another borrower must not hear what we listen to


def _sleep(connection: Any) -> None:
    """Until a commit leaves events, at most a second."""
    if not connection.notifies:
        system_select.select([connection], [], [], IDLE_SECONDS)
    connection.poll()
    connection.notifies.clear()
