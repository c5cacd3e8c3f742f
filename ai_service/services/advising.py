"""Keeps recommendations in step with what they rest on, and measures what came of those that were decided."""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ai_service.models import Recommendation
from ai_service.models.recommendations import ACCEPTED, LAPSED, OPEN
from ai_service.recommendations.rules import advise
from ai_service.recommendations.situation import HIGH, LOW, MEDIUM, Advice
from ai_service.recommendations.texts import texts_of
from ai_service.repositories import locks, recommendations, sales
from ai_service.services.situations import Placed, situations
from common.database import transaction
from common.events import utc_now

QUIET = timedelta(days=14)
"""So long after a decision the same is not advised again, unless for another incident or another round of a box."""
_RANKS = {LOW: 1, MEDIUM: 2, HIGH: 3}
_MOST_STAKE = 10**12


def refresh(session: Session, today: date, zone: ZoneInfo) -> int:
    """Open what is new, renew what still holds, let lapse what does not; returns how many are open."""
    placed = situations(session, today, zone)
    session.rollback()
    wanted = {(each.kiosk_id, advice.code): (each, advice) for each in placed for advice in advise(each.situation)}
    with transaction(session):
        locks.alone(session, "recommendations")
        known = {(row.kiosk_id, row.code): row for row in recommendations.all_open(session)}
        decided = recommendations.decided_since(session, utc_now() - QUIET)
        for key, row in known.items():
            if key not in wanted:
                row.state, row.updated_at = LAPSED, utc_now()
        for key, (each, advice) in wanted.items():
            if key not in known and (*key, recommendations.cause_of(advice.evidence)) not in decided:
                known[key] = Recommendation(kiosk_id=each.kiosk_id, code=advice.code, state=OPEN, made_at=utc_now())
                session.add(known[key])
            if key in known:
                _fill(known[key], each, advice)
    return len(wanted)


def _fill(row: Recommendation, each: Placed, advice: Advice) -> None:
    effect = Decimal(advice.effect).quantize(Decimal(1).scaleb(-each.digits))
    row.priority, row.confidence, row.due_on = advice.priority, advice.confidence, advice.due_on
    row.urgency = _RANKS[advice.priority] * _MOST_STAKE + min(int(abs(effect)), _MOST_STAKE - 1)
    row.texts = texts_of(advice, each.situation.currency, each.digits)
    row.evidence = dict(advice.evidence)
    row.effect, row.currency, row.effect_days = effect, each.situation.currency, advice.effect_days
    row.updated_at = utc_now()


def measure(session: Session, today: date) -> int:
    """Write down what came of the decisions whose week has passed; returns how many there were.

    Advice that was taken was right when the kiosk sold what had been forecast or more; advice that was turned down was
    right when it sold less.
    """
    with transaction(session):
        due = recommendations.to_be_measured(session, today)
        for row in due:
            assert row.decided_on is not None
            assert row.expected_daily is not None
            days = len(row.expected_daily)
            end = row.decided_on + timedelta(days=days)
            came = sales.totals(session, [row.kiosk_id], row.currency, row.decided_on, end)
            expected, actual = sum(row.expected_daily, Decimal(0)), sum(came.values(), Decimal(0))
            right = actual >= expected if row.state == ACCEPTED else actual < expected
            row.outcome = {"days": days, "expected": str(expected), "actual": str(actual), "right": right}
        return len(due)
