"""What scoring knows of kiosks beside their minutes, in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ai_service.models.minutes import KioskPlace, KioskProfile, MutedSpan, SalesHour, ScoringShard
from common.kiosk_access import ACCESS

RETIRED = "retired"


def take_shard(session: Session, shard: int) -> ScoringShard:
    """Make a shard the caller's: whoever had it before is out by the new epoch."""
    statement = insert(ScoringShard).values(shard=shard, epoch=1)
    session.execute(
        statement.on_conflict_do_update(index_elements=[ScoringShard.shard], set_={"epoch": ScoringShard.epoch + 1})
    )
    query = select(ScoringShard).where(ScoringShard.shard == shard)
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def move_shard(session: Session, shard: int, epoch: int, closed_until: datetime) -> bool:
    """Note how far a shard is scored, and hold it until the transaction ends; False when another has taken it."""
    moved = (
        update(ScoringShard)
        .where(ScoringShard.shard == shard, ScoringShard.epoch == epoch)
        .values(closed_until=closed_until)
        .returning(ScoringShard.shard)
    )
    return session.scalar(moved) is not None


def growth(session: Session, shard: int, shards: int) -> Sequence[Row[Any]]:
    """(kiosk_id, since, rows_seen, last_seq, fitted_at) of each kiosk of a shard."""
    table = KioskProfile
    query = select(table.kiosk_id, table.since, table.rows_seen, table.last_seq, table.fitted_at)
    return session.execute(query.where(table.kiosk_id % shards == shard)).all()


def profiles(session: Session, kiosk_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """(kiosk_id, rows_seen, arrays, calibration, model_version) of these kiosks that have a profile."""
    table = KioskProfile
    query = select(table.kiosk_id, table.rows_seen, table.arrays, table.calibration, table.model_version)
    return session.execute(query.where(table.kiosk_id.in_(kiosk_ids), table.arrays.is_not(None))).all()


_GROW = text(
    """
    INSERT INTO kiosk_profiles (kiosk_id, since, rows_seen, last_seq)
    SELECT * FROM unnest(
        CAST(:ids AS integer[]), CAST(:since AS timestamptz[]), CAST(:rows AS integer[]), CAST(:seqs AS bigint[])
    )
    ON CONFLICT (kiosk_id) DO UPDATE SET
        rows_seen = kiosk_profiles.rows_seen + EXCLUDED.rows_seen,
        last_seq = greatest(kiosk_profiles.last_seq, EXCLUDED.last_seq)
    """
)


def grow(session: Session, grown: Mapping[int, tuple[datetime, int, int]]) -> None:
    """By kiosk: the minute it was first seen in if it is new, how many minutes came to those that count for its
    maturity, and its highest seq."""
    if grown:
        since, rows, seqs = (list(column) for column in zip(*grown.values(), strict=True))
        session.execute(_GROW, {"ids": list(grown), "since": since, "rows": rows, "seqs": seqs})


def places(session: Session, shard: int, shards: int) -> Sequence[Row[Any]]:
    """(kiosk_id, lat, lng, interval_s) of each kiosk of a shard as far as known."""
    table = KioskPlace
    query = select(table.kiosk_id, table.lat, table.lng, table.interval_s)
    return session.execute(query.where(table.kiosk_id % shards == shard)).all()


def retired(session: Session, shard: int, shards: int) -> set[int]:
    query = select(ACCESS.c.kiosk_id).where(ACCESS.c.lifecycle == RETIRED, ACCESS.c.kiosk_id % shards == shard)
    return set(session.scalars(query))


def muted_in(session: Session, start: datetime, end: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    """The spans that touch [start, end) by kiosk; one that lasts ends at `end`."""
    table = MutedSpan
    query = select(table.kiosk_id, table.from_at, func.coalesce(table.to_at, end)).where(
        table.from_at < end, table.to_at.is_(None) | (table.to_at > start)
    )
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for kiosk_id, from_at, to_at in session.execute(query):
        found.setdefault(kiosk_id, []).append((from_at, to_at))
    return found


def mute(session: Session, kiosk_id: int, at: datetime, reason: str) -> None:
    """From `at` on a kiosk is muted for this reason. The same again changes nothing."""
    table = MutedSpan
    if session.scalar(select(table.reason).where(table.kiosk_id == kiosk_id, table.to_at.is_(None))) != reason:
        unmute(session, {kiosk_id: at})
        session.execute(insert(table).values(kiosk_id=kiosk_id, from_at=at, reason=reason).on_conflict_do_nothing())


_UNMUTE = text(
    """
    UPDATE muted_spans AS muted
    SET to_at = news.at + CASE muted.reason WHEN 'updating' THEN interval '10 minutes' ELSE interval '0' END
    FROM unnest(CAST(:ids AS integer[]), CAST(:times AS timestamptz[])) AS news (kiosk_id, at)
    WHERE muted.kiosk_id = news.kiosk_id AND muted.to_at IS NULL AND muted.from_at <= news.at
    """
)


def unmute(session: Session, since: Mapping[int, datetime]) -> None:
    """Kiosks are not muted any more; what says so but is older than that they are changes nothing.

    After an update they are for ten minutes more, in which processor and disk are still busy with it.
    """
    if since:
        session.execute(_UNMUTE, {"ids": list(since), "times": list(since.values())})


def keep_place(session: Session, place: Mapping[str, Any]) -> None:
    """Where a kiosk should stand; what is older than what is known changes nothing."""
    changed = {name: value for name, value in place.items() if name != "kiosk_id"}
    statement = insert(KioskPlace).values(**place)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[KioskPlace.kiosk_id], set_=changed, where=KioskPlace.changed_at <= place["changed_at"]
        )
    )


def count_sale(session: Session, kiosk_id: int, hour: datetime, payment_id: int) -> None:
    """One more sale in an hour. Payments are numbered as they are made, so one not above the last came before."""
    statement = insert(SalesHour).values(kiosk_id=kiosk_id, hour=hour, count=1, last_payment=payment_id)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[SalesHour.kiosk_id, SalesHour.hour],
            set_={"count": SalesHour.count + 1, "last_payment": payment_id},
            where=SalesHour.last_payment < payment_id,
        )
    )


def sales_in(session: Session, hours: Sequence[datetime], shard: int, shards: int) -> Sequence[Row[Any]]:
    """(kiosk_id, hour, count) of these hours."""
    table = SalesHour
    query = select(table.kiosk_id, table.hour, table.count)
    return session.execute(query.where(table.hour.in_(hours), table.kiosk_id % shards == shard)).all()


def first_sales(session: Session, shard: int, shards: int) -> dict[int, datetime]:
    """The first hour of each kiosk that is known."""
    table = SalesHour
    query = select(table.kiosk_id, func.min(table.hour)).where(table.kiosk_id % shards == shard)
    return {row[0]: row[1] for row in session.execute(query.group_by(table.kiosk_id))}


def forget_before(session: Session, moment: datetime) -> None:
    """Drop what nobody needs any more: hours of sales, and muted spans that ended."""
    session.execute(SalesHour.__table__.delete().where(SalesHour.hour < moment))  # type: ignore[attr-defined]
    session.execute(MutedSpan.__table__.delete().where(MutedSpan.to_at < moment))  # type: ignore[attr-defined]
