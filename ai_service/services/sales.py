"""Keeps a copy of every kiosk's sales by day, from which forecasts are made.

An event about a payment only tells which day of which kiosk has changed; the day's sales are then asked for as a whole.
So a payment counts once however often its event comes, and late or corrected ones are right too. What came without an
event, such as history that was there before this service, shows in the number of sales and is fetched kiosk by kiosk.
"""

from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ai_service.gateways.payments import SalesSource
from ai_service.repositories import sales
from common.database import transaction
from common.events import Event, utc_now

DAYS_AT_A_TIME = 200
FIRST_DAY = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)
SETTLED_SHARE = 0.99


def note_payment(session: Session, event: Event, zone: ZoneInfo) -> None:
    """A payment was captured or refunded: the day it belongs to has changed."""
    occurred_at = datetime.fromisoformat(event.data["occurred_at"])
    with transaction(session):
        sales.mark_due(session, event.data["kiosk_id"], occurred_at.astimezone(zone).date())


def refresh_due(session: Session, source: SalesSource) -> int:
    """Ask for the days that have changed, some at a time; returns how many there were."""
    due = sales.due_days(session, DAYS_AT_A_TIME)
    session.rollback()  # no transaction stays open while another service is asked
    for kiosk_id, group in groupby(sorted(due, key=lambda day: day.kiosk_id), key=lambda day: day.kiosk_id):
        days = list(group)
        start, end = min(day.day for day in days), max(day.day for day in days) + ONE_DAY
        found = source.days(kiosk_id, start, end)
        with transaction(session):
            sales.replace(session, kiosk_id, start, end, found)
            sales.forget_due(session, days)
    return len(due)


def catch_up(session: Session, source: SalesSource) -> int:
    """Fetch the whole history of each kiosk whose number of sales is not the source's; returns how many there were.

    Kiosks that have days to be refreshed anyway are left to that.
    """
    theirs = source.counts()
    ours, waiting = sales.counts(session), sales.kiosks_with_due_days(session)
    session.rollback()
    behind = {kiosk_id for kiosk_id in {*theirs, *ours} if theirs.get(kiosk_id, 0) != ours.get(kiosk_id, 0)}
    # Tomorrow has begun in the zones east of this machine's clock.
    end = utc_now().date() + 2 * ONE_DAY
    for kiosk_id in sorted(behind - waiting):
        found = source.days(kiosk_id, FIRST_DAY, end)
        with transaction(session):
            sales.replace(session, kiosk_id, FIRST_DAY, end, found)
    return len(behind - waiting)


def is_empty(session: Session) -> bool:
    """Whether no sales are known at all."""
    return sales.is_empty(session)


def is_settled(session: Session, source: SalesSource) -> bool:
    """Whether there are sales and nearly all of them are known: some are always on their way."""
    ours = sum(sales.counts(session).values())
    session.rollback()
    return ours > 0 and ours >= SETTLED_SHARE * sum(source.counts().values())
