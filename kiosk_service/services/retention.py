"""What becomes of readings with time: five-minute roll-ups at once, raw rows gone after a week, roll-ups after a year.

Every step is a short transaction that can be repeated: a job that was cut off goes on where it was.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from common.database import is_my_turn, transaction
from common.events import utc_now
from common.logs import get_logger
from kiosk_service.repositories import readings, rollups

logger = get_logger(__name__)

JOB_LOCK = 0x4B10_5C07
# Readings of live kiosks are stored by then; what comes later is rolled up again.
SETTLE = timedelta(minutes=1)
DAY = timedelta(days=1)
RAW_DAYS = 7
DAYS_AHEAD = 3
ROLLUP_AGE = timedelta(days=366)
# The oldest reading that is accepted is from 35 days ago.
MONTHS_BEHIND, MONTHS_AHEAD = timedelta(days=62), timedelta(days=31)
# When there is much to catch up.
MOST_AT_ONCE = timedelta(hours=1)
ROLL_UP_TIMEOUT = "5min"
DROP_LOCK_TIMEOUT = "2s"


def roll_up(session: Session, now: datetime, stopped: Callable[[], bool] = lambda: False) -> None:
    """Roll up what is over, and again what came late, until `stopped`. Of several replicas one does each step."""
    with transaction(session):
        progress = rollups.progress_alone(session)
        closed_until = max(progress.closed_until, rollups.bucket_of(now - SETTLE))
        rollups.move(session, closed_until=closed_until)
    while not stopped() and _roll_up_next(session):
        pass
    while not stopped() and _roll_up_late(session):
        pass


def _roll_up_next(session: Session) -> bool:
    with transaction(session):
        if not _is_my_turn(session):
            return False
        progress = rollups.progress(session)
        start, end = progress.rolled_until, min(progress.closed_until, progress.rolled_until + MOST_AT_ONCE)
        if start >= end:
            return False
        for moment in (start, end):
            rollups.ensure_month(session, moment.date())
        rollups.roll_up(session, start, end)
        rollups.move(session, rolled_until=end)
        return True


def _roll_up_late(session: Session) -> bool:
    with transaction(session):
        return _is_my_turn(session) and rollups.roll_up_late(session, rollups.progress(session).rolled_until) > 0


def _is_my_turn(session: Session) -> bool:
    session.execute(text(f"SET LOCAL statement_timeout = '{ROLL_UP_TIMEOUT}'"))
    return is_my_turn(session, JOB_LOCK)


def prepare_partitions(session: Session) -> None:
    """Make the daily partitions of raw readings from a week ago to some days ahead, and the monthly ones of roll-ups.

    Older readings of a backlog go to the default partition. Each in a transaction of its own: one that cannot be
    made now must not keep the others from being made.
    """
    now = utc_now()
    for offset in range(-RAW_DAYS, DAYS_AHEAD + 1):
        with transaction(session):
            readings.ensure_partition(session, (now + offset * DAY).date())
    for moment in (now - MONTHS_BEHIND, now - MONTHS_BEHIND / 2, now, now + MONTHS_AHEAD):
        with transaction(session):
            rollups.ensure_month(session, moment.date())


def drop_old(session: Session, now: datetime) -> None:
    """Drop raw readings after a week, never before they are rolled up, and roll-ups after a year."""
    try:
        while _drop_oldest_day(session, now):
            pass
        while _fold(session, now):
            pass
        for month in rollups.months(session):
            if month < (now - ROLLUP_AGE).date().replace(day=1):
                with transaction(session):
                    _wait_briefly(session)
                    rollups.drop_month(session, month)
    except OperationalError as error:  # someone reads for long: another time will do
        logger.warning("retention_waits", error=str(error.orig))


def _drop_oldest_day(session: Session, now: datetime) -> bool:
    with transaction(session):
        _wait_briefly(session)
        progress = rollups.progress_alone(session)
        day, end = progress.raw_from, progress.raw_from + DAY
        is_old = end <= now.replace(hour=0, minute=0, second=0, microsecond=0) - RAW_DAYS * DAY
        if not is_old or progress.rolled_until < end or rollups.is_late_before(session, end):
            return False
        readings.drop_day(session, day)
        rollups.move(session, raw_from=end)
        return True


def _fold(session: Session, now: datetime) -> bool:
    """Merge readings of long backlogs into the roll-ups, a week after they were received: until then a repetition is
    known by the raw row."""
    with transaction(session):
        if not _is_my_turn(session):
            return False
        raw_from, received_before = rollups.progress(session).raw_from, now - RAW_DAYS * DAY
        oldest = rollups.oldest_to_fold(session, raw_from, received_before)
        if oldest is None:
            return False
        start = oldest.replace(hour=0, minute=0, second=0, microsecond=0)
        rollups.ensure_month(session, start.date())
        return rollups.fold(session, start, min(start + DAY, raw_from), received_before) > 0


def _wait_briefly(session: Session) -> None:
    """Whoever waits for a table's lock makes all others wait behind."""
    session.execute(text(f"SET LOCAL lock_timeout = '{DROP_LOCK_TIMEOUT}'"))
