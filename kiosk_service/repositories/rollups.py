"""Five-minute roll-ups in their monthly partitions.

A reading from `raw_from` on is in its bucket because the bucket is computed from all raw rows; one before it, from a
long backlog, is merged into its bucket in the transaction that deletes the raw row. So each counts once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, exists, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from common.database import take_turns
from common.readings import METRICS
from kiosk_service.models import rollup_late, rollup_progress

BUCKET = timedelta(minutes=5)
PROGRESS_LOCK = 0x4B10_5C05
PARTITIONS_LOCK = 0x4B10_5C06
LATE_AT_ONCE = 500
FOLDED_AT_ONCE = 10_000
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Progress:
    """How far readings are rolled up.

    Attributes:
        raw_from: raw readings are complete from here on; before, there are only some of long backlogs.
        rolled_until: the end of the last bucket that is rolled up.
        closed_until: a reading before this is noted as late when it is stored. `rolled_until` follows.
    """

    raw_from: datetime
    rolled_until: datetime
    closed_until: datetime


def bucket_of(moment: datetime) -> datetime:
    """The start of a moment's bucket."""
    return moment - (moment - _EPOCH) % BUCKET


def progress(session: Session) -> Progress:
    row = session.execute(select(rollup_progress)).one()
    return Progress(row.raw_from, row.rolled_until, row.closed_until)


def progress_alone(session: Session) -> Progress:
    """The progress while no batch of readings is being stored, until the end of the transaction."""
    take_turns(session, PROGRESS_LOCK)
    return progress(session)


def move(session: Session, **marks: datetime) -> None:
    session.execute(update(rollup_progress).values(**marks))


def hold_progress(session: Session) -> Progress:
    """The progress, of which nothing moves until the end of the transaction but `rolled_until`."""
    session.execute(
        text("SELECT pg_advisory_xact_lock_shared(:space, hashtext(current_schema()))"), {"space": PROGRESS_LOCK}
    )
    return progress(session)


def note_late(session: Session, held: Progress, readings: Iterable[tuple[int, datetime]]) -> None:
    """Note the buckets of those readings (kiosk, time) that are closed already, to be rolled up again. The others
    will be seen when theirs is rolled up, as `held` is from `hold_progress` in this transaction."""
    start, end = held.raw_from, held.closed_until
    late = {(kiosk_id, bucket_of(moment)) for kiosk_id, moment in readings if start <= moment < end}
    if late:
        statement = upsert(rollup_late).values(
            [{"kiosk_id": kiosk_id, "bucket": bucket} for kiosk_id, bucket in sorted(late)]
        )
        # An update, not nothing: it makes whoever rolls the bucket up wait for this transaction or pass the row by.
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["kiosk_id", "bucket"], set_={"bucket": statement.excluded.bucket}
            )
        )


def _aggregates(table: str) -> str:
    return ", ".join(
        f"avg({table}.{name}), min({table}.{name}), max({table}.{name}), count({table}.{name})" for name in METRICS
    )


_COLUMNS = ", ".join(f"{name}_{what}" for name in METRICS for what in ("mean", "min", "max", "count"))
_REPLACED = ", ".join(
    f"{name}_{what} = excluded.{name}_{what}" for name in METRICS for what in ("mean", "min", "max", "count")
)
_MERGED = ", ".join(
    f"{name}_mean = (coalesce(old.{name}_mean * old.{name}_count, 0)"
    f" + coalesce(excluded.{name}_mean * excluded.{name}_count, 0))"
    f" / nullif(old.{name}_count + excluded.{name}_count, 0),"
    f" {name}_min = least(old.{name}_min, excluded.{name}_min),"
    f" {name}_max = greatest(old.{name}_max, excluded.{name}_max),"
    f" {name}_count = old.{name}_count + excluded.{name}_count"
    for name in METRICS
)
# All names above are ours, not input.
_ROLL_UP = text(
    f"""
    INSERT INTO rollups AS old (kiosk_id, bucket, {_COLUMNS})
    SELECT raw.kiosk_id, date_bin('5 minutes', raw.at, '2000-01-01 00:00+00') AS bucket, {_aggregates("raw")}
    FROM readings AS raw
    WHERE raw.at >= :start AND raw.at < :end
    GROUP BY raw.kiosk_id, bucket
    ON CONFLICT (kiosk_id, bucket) DO UPDATE SET {_REPLACED}
    """  # noqa: S608
)
_ROLL_UP_AGAIN = text(
    f"""
    INSERT INTO rollups AS old (kiosk_id, bucket, {_COLUMNS})
    SELECT late.kiosk_id, late.bucket, {_aggregates("raw")}
    FROM unnest(CAST(:ids AS bigint[]), CAST(:buckets AS timestamptz[])) AS late (kiosk_id, bucket)
    JOIN readings AS raw
      ON raw.kiosk_id = late.kiosk_id AND raw.at >= late.bucket AND raw.at < late.bucket + interval '5 minutes'
    WHERE raw.at >= :first AND raw.at < :last
    GROUP BY late.kiosk_id, late.bucket
    ON CONFLICT (kiosk_id, bucket) DO UPDATE SET {_REPLACED}
    """  # noqa: S608
)
_FOLD = text(
    f"""
    WITH raw AS (
        DELETE FROM readings_default WHERE ctid IN (
            SELECT ctid FROM readings_default
            WHERE at >= :first AND at < :last AND received_at < :received_before LIMIT :most
        )
        RETURNING *
    ), folded AS (
        INSERT INTO rollups AS old (kiosk_id, bucket, {_COLUMNS})
        SELECT raw.kiosk_id, date_bin('5 minutes', raw.at, '2000-01-01 00:00+00') AS bucket, {_aggregates("raw")}
        FROM raw
        GROUP BY raw.kiosk_id, bucket
        ON CONFLICT (kiosk_id, bucket) DO UPDATE SET {_MERGED}
    )
    SELECT count(*) FROM raw
    """  # noqa: S608
)


def roll_up(session: Session, start: datetime, end: datetime) -> None:
    """Compute the buckets of [start, end) of all kiosks from raw readings."""
    session.execute(_ROLL_UP, {"start": start, "end": end})


def roll_up_late(session: Session, until: datetime) -> int:
    """Compute some of the buckets before `until` again to which readings came late; returns how many."""
    waiting = (
        select(rollup_late.c.kiosk_id, rollup_late.c.bucket)
        .where(rollup_late.c.bucket < until)
        .order_by(rollup_late.c.kiosk_id, rollup_late.c.bucket)
        .limit(LATE_AT_ONCE)
        .with_for_update(skip_locked=True)
        .cte("waiting")
    )
    taken = session.execute(
        delete(rollup_late)
        .where(rollup_late.c.kiosk_id == waiting.c.kiosk_id, rollup_late.c.bucket == waiting.c.bucket)
        .returning(rollup_late.c.kiosk_id, rollup_late.c.bucket)
    ).all()
    if taken:
        buckets = [row.bucket for row in taken]
        values = {"ids": [row.kiosk_id for row in taken], "buckets": buckets}
        session.execute(_ROLL_UP_AGAIN, {**values, "first": min(buckets), "last": max(buckets) + BUCKET})
    return len(taken)


def is_late_before(session: Session, moment: datetime) -> bool:
    """Whether a bucket before a moment waits to be rolled up again."""
    return bool(session.scalar(select(exists().where(rollup_late.c.bucket < moment))))


def oldest_to_fold(session: Session, until: datetime, received_before: datetime) -> datetime | None:
    """The time of the oldest raw reading before `until` that was received before a moment."""
    oldest = text("SELECT min(at) FROM readings_default WHERE at < :until AND received_at < :before")
    found: datetime | None = session.scalar(oldest, {"until": until, "before": received_before})
    return found


def fold(session: Session, first: datetime, last: datetime, received_before: datetime) -> int:
    """Merge some raw readings of [first, last) into their buckets and delete them; returns how many.

    Only for times before `raw_from`, where buckets are not computed from raw readings any more.
    """
    values = {"first": first, "last": last, "received_before": received_before, "most": FOLDED_AT_ONCE}
    return int(session.scalar(_FOLD, values) or 0)


def ensure_month(session: Session, day: date) -> None:
    """Make the partition of a day's month unless it is there."""
    start = day.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1)
    name = _partition(start)
    if session.scalar(text("SELECT to_regclass(:name)"), {"name": name}):
        return
    session.execute(text("SELECT pg_advisory_xact_lock(:space, 0)"), {"space": PARTITIONS_LOCK})
    # The name and the days are ours, not input.
    session.execute(
        text(
            f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF rollups"
            f" FOR VALUES FROM ('{start} 00:00+00') TO ('{end} 00:00+00')"
        )
    )


def months(session: Session) -> list[date]:
    """The first days of the months that have partitions, oldest first."""
    names = session.scalars(
        text("SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'rollups'::regclass")
    )
    return sorted(datetime.strptime(name, "rollups_%Y%m").replace(tzinfo=UTC).date() for name in names)


def drop_month(session: Session, month: date) -> None:
    session.execute(text(f"DROP TABLE IF EXISTS {_partition(month)}"))


def _partition(month: date) -> str:
    return f"rollups_{month:%Y%m}"
