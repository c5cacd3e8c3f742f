"""The tables of kiosk_service."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Computed,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, deferred, mapped_column, relationship
from sqlalchemy.types import DateTime, String

from common.database import new_metadata
from common.idempotency import idempotency_table
from common.outbox import outbox_table
from common.readings import METRICS, PERIPHERALS
from common.signing_keys import signing_keys_table


class Base(DeclarativeBase):
    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[str]: ARRAY(Text),
    }


outbox_table(Base.metadata)
signing_keys_table(Base.metadata)
idempotency_table(Base.metadata)


SEEN_ORDER = (
    "CASE WHEN connection = 'online' THEN '2200-01-01 00:00:00+00'::timestamp with time zone"
    " ELSE COALESCE(last_seen_at, '1970-01-01 00:00:00+00'::timestamp with time zone) END"
)


class Kiosk(Base):
    """A kiosk as people know it: what they edit, its lifecycle and its mode.

    `name_key` is for order and `search_text` for search: both without accents and capitals, by the database's
    function `fold`.
    """

    __tablename__ = "kiosks"
    __table_args__ = (
        Index("ix_kiosks_name_key", "name_key", "id"),
        Index("ix_kiosks_created_at", "created_at", "id"),
        Index("ix_kiosks_lifecycle", "lifecycle", "mode", "id"),
        Index("ix_kiosks_assigned_place", "assigned_lat", "assigned_lng"),
        Index("ix_kiosks_tags", "tags", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    serial: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    model: Mapped[str] = mapped_column(String(80), server_default="", index=True)
    location: Mapped[str] = mapped_column(String(300))
    assigned_lat: Mapped[float | None]
    assigned_lng: Mapped[float | None]
    assigned_to: Mapped[int | None] = mapped_column(index=True)
    group: Mapped[str | None] = mapped_column("group_name", String(80), index=True)
    tags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    lifecycle: Mapped[str] = mapped_column(String(16), server_default="registered")
    mode: Mapped[str] = mapped_column(String(16), server_default="normal")
    capabilities: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    firmware: Mapped[str | None] = mapped_column(String(80))
    interval: Mapped[int] = mapped_column("interval_s", server_default="5")
    device_key_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    # 'ﷺ' alone unfolds to 18 letters: an index entry must stay short.
    name_key: Mapped[str] = mapped_column(Text, Computed("left(fold(name), 120)", persisted=True))
    search_text: Mapped[str] = deferred(
        mapped_column(
            Text, Computed("fold(name || E'\\n' || code || E'\\n' || serial || E'\\n' || location)", persisted=True)
        )
    )

    state: Mapped["KioskState"] = relationship(lazy="joined", innerjoin=True)

    @hybrid_property
    def seen_order(self) -> datetime:
        """A key for order by the last reading: kiosks that are online share one value, which no reading changes."""
        return self.state.seen_order

    @seen_order.inplace.expression
    @classmethod
    def _seen_order(cls) -> ColumnElement[datetime]:
        return KioskState.seen_order.expression


class KioskState(Base):
    """What a kiosk last said: rewritten all the time, so apart from what people edit.

    `offline_at` is when the kiosk counts as offline unless it speaks again; `connection_since` is when it came online
    or went offline, None when it never came.
    """

    __tablename__ = "kiosk_states"
    # None of these columns changes with a reading: only so can PostgreSQL rewrite the row in place.
    __table_args__ = (
        Index("ix_kiosk_states_connection", "connection", "kiosk_id"),
        Index("ix_kiosk_states_seen_order", "seen_order", "kiosk_id"),
    )

    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosks.id", ondelete="CASCADE"), primary_key=True)
    connection: Mapped[str] = mapped_column(String(8), server_default="offline")
    connection_since: Mapped[datetime | None]
    offline_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    last_seq: Mapped[int] = mapped_column(BigInteger, server_default="-1")
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    real_lat: Mapped[float | None] = mapped_column(Computed("(reading #>> '{location,lat}')::float8", persisted=True))
    real_lng: Mapped[float | None] = mapped_column(Computed("(reading #>> '{location,lng}')::float8", persisted=True))
    seen_order: Mapped[datetime] = mapped_column(Computed(SEEN_ORDER, persisted=True))


class ConnectionChange(Base):
    """A kiosk came online or went offline, and why."""

    __tablename__ = "connection_changes"
    __table_args__ = (
        Index("ix_connection_changes_kiosk_id_at_id", "kiosk_id", "at", "id"),
        Index("ix_connection_changes_at", "at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosks.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    connection: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(16))


class EnrolmentToken(Base):
    """The one token with which a kiosk may enrol now."""

    __tablename__ = "enrolment_tokens"

    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosks.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]


READING_COLUMNS = (*METRICS, *PERIPHERALS)

readings = Table(
    "readings",
    Base.metadata,
    Column("kiosk_id", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    *(Column(name, Float) for name in METRICS),
    *(Column(name, Text) for name in PERIPHERALS),
    Column("extra", JSONB),
    Index("ix_readings_kiosk_id_at", "kiosk_id", "at"),
    Index(
        "ix_readings_at", "at", postgresql_using="brin", postgresql_with={"pages_per_range": 32, "autosummarize": True}
    ),
    postgresql_partition_by="RANGE (at)",
)
"""One row a reading, in partitions by day of `at`, the kiosk's own time; unknown fields go to `extra`."""

rollups = Table(
    "rollups",
    Base.metadata,
    Column("kiosk_id", Integer, primary_key=True),
    Column("bucket", DateTime(timezone=True), primary_key=True),
    *(
        Column(f"{name}_{what}", Integer if what == "count" else REAL)
        for name in METRICS
        for what in ("mean", "min", "max", "count")
    ),
    postgresql_partition_by="RANGE (bucket)",
)
"""Five minutes of a kiosk's readings from `bucket` on, in partitions by month."""

rollup_late = Table(
    "rollup_late",
    Base.metadata,
    Column("kiosk_id", Integer, primary_key=True),
    Column("bucket", DateTime(timezone=True), primary_key=True),
)
"""Buckets to roll up again: readings came after they were closed."""

rollup_progress = Table(
    "rollup_progress",
    Base.metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True, server_default="1"),
    Column("raw_from", DateTime(timezone=True), nullable=False),
    Column("rolled_until", DateTime(timezone=True), nullable=False),
    Column("closed_until", DateTime(timezone=True), nullable=False),
)
"""One row: where complete raw readings begin, up to where buckets are rolled up, and from where on a reading still
gets into its bucket without being noted in `rollup_late`."""
