"""Keeps the tables of minutes in shape: partitions made ahead, what is too old dropped."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ai_service.repositories import knowledge, minutes
from common.database import transaction
from common.logs import get_logger

logger = get_logger(__name__)

KEPT = timedelta(days=28)
AHEAD = timedelta(days=3)
A_DAY = timedelta(days=1)
WEEKS_OF_SALES = timedelta(days=36)


def keep_up(session: Session, now: datetime) -> None:
    """Each partition in a transaction of its own: one that cannot be made now must not keep the others from it."""
    day = now - KEPT
    while day <= now + AHEAD:
        with transaction(session):
            minutes.ensure_partition(session, day.date())
        day += A_DAY
    try:
        with transaction(session):
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            minutes.drop_before(session, (now - KEPT).date())
            knowledge.forget_before(session, now - WEEKS_OF_SALES)
    except OperationalError as error:  # someone reads for long: another time will do
        logger.warning("minutes_upkeep_waits", error=str(error.orig))
