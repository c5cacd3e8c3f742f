"""What is known of each kiosk's minutes, and what scoring them needs."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import DateTime, String

from ai_service.models.base import Base

MATURITIES = ("rules", "fleet", "own", "trusted")
"""How well a kiosk is known, in the order in which it grows; kept as the place in here."""

kiosk_minutes = Table(
    "kiosk_minutes",
    Base.metadata,
    Column("kiosk_id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), primary_key=True),
    Column("readings", SmallInteger, nullable=False),
    Column("values", ARRAY(REAL), nullable=False),
    Column("raw", REAL),
    Column("probability", REAL, nullable=False),
    Column("alarm", Boolean, nullable=False),
    Column("muted", Boolean, nullable=False),
    Column("maturity", SmallInteger, nullable=False),
    Column("model_version", Integer),
    Column("limits", ARRAY(Text), nullable=False),
    Index("ix_kiosk_minutes_at", "at", postgresql_using="brin", postgresql_with={"pages_per_range": 32}),
    postgresql_partition_by="RANGE (at)",
)
"""One row a kiosk and minute, in partitions by day: its features (`values`, in the order of minutes.columns; NaN where
nothing is known) and its score.

`raw` is the model's own score, None without a model; `limits` names the hard limits that were broken.
"""


class KioskProfile(Base):
    """How much is known of a kiosk, and what is usual for it; `arrays`, in the format safetensors, are a Profile's."""

    __tablename__ = "kiosk_profiles"

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    """Its first minute."""
    rows_seen: Mapped[int] = mapped_column(server_default="0")
    """Minutes with readings that were not muted: the age that counts for its maturity."""
    last_seq: Mapped[int] = mapped_column(BigInteger, server_default="-1")
    """The highest `seq` that is in its rows: what is not above it came before."""
    arrays: Mapped[bytes | None] = mapped_column(LargeBinary)
    calibration: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    model_version: Mapped[int | None]
    """The model whose scores the calibration is of."""
    fitted_at: Mapped[datetime | None]


class KioskPlace(Base):
    """Where a kiosk should stand and how often it should speak, as `kiosk.changed` says."""

    __tablename__ = "kiosk_places"

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    interval_s: Mapped[int]
    changed_at: Mapped[datetime]


class SalesHour(Base):
    """How many sales a kiosk made in an hour. `last_payment` tells an event that came again from a new one."""

    __tablename__ = "sales_hours"

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_payment: Mapped[int] = mapped_column(BigInteger)


class MutedSpan(Base):
    """A span in which what a kiosk does is not to be judged: maintenance, an update, not yet in service."""

    __tablename__ = "muted_spans"

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_at: Mapped[datetime] = mapped_column(primary_key=True)
    to_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(16))


class ScoringShard(Base):
    """How far a shard of the telemetry is scored. Whoever takes it over raises `epoch`; who has an older one is out."""

    __tablename__ = "scoring_shards"

    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int]
    closed_until: Mapped[datetime | None]
    """Every minute that ended by then has its rows."""
