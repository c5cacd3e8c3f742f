"""Recommendations in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import Boolean, ColumnElement, Numeric, Row, cast, func, select
from sqlalchemy.orm import Session

from ai_service.models import Recommendation
from ai_service.models.recommendations import ACCEPTED, DISMISSED, LAPSED, OPEN
from common.kiosk_access import ACCESS, visible
from common.pages import Page, PageQuery, paginate
from common.tokens import Principal


@dataclass(frozen=True)
class Wanted:
    """Which ones a list wants; None leaves a side open."""

    state: str
    kiosk_id: int | None = None
    user_id: int | None = None


def seen_by(principal: Principal) -> ColumnElement[bool]:
    """The condition that a recommendation is for a kiosk that the caller may see."""
    return visible(principal, Recommendation.__table__.c.kiosk_id)


def page_of(session: Session, page: PageQuery, wanted: Wanted, seen: ColumnElement[bool]) -> Page[Recommendation]:
    query = select(Recommendation).where(Recommendation.state == wanted.state, seen)
    if wanted.kiosk_id is not None:
        query = query.where(Recommendation.kiosk_id == wanted.kiosk_id)
    if wanted.user_id is not None:
        theirs = select(ACCESS.c.kiosk_id).where(ACCESS.c.assigned_to == wanted.user_id)
        query = query.where(Recommendation.kiosk_id.in_(theirs))
    return paginate(session, query, page, Recommendation.urgency, Recommendation.id, descending=True)


def locked(session: Session, recommendation_id: int, seen: ColumnElement[bool]) -> Recommendation | None:
    """One of those that may be seen, kept from others until the transaction ends."""
    query = select(Recommendation).where(Recommendation.id == recommendation_id, seen)
    return session.scalar(query.with_for_update())


def tally(session: Session, seen: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """By code: made, open, accepted, dismissed, lapsed, measured, right."""
    states = [func.count().filter(Recommendation.state == state) for state in (OPEN, ACCEPTED, DISMISSED, LAPSED)]
    measured = Recommendation.outcome.is_not(None)
    right = measured & cast(Recommendation.outcome["right"].astext, Boolean)
    query = (
        select(Recommendation.code, func.count(), *states, func.count().filter(measured), func.count().filter(right))
        .where(seen)
        .group_by(Recommendation.code)
        .order_by(Recommendation.code)
    )
    return session.execute(query).all()


def accepted_sales(session: Session, seen: ColumnElement[bool]) -> Sequence[tuple[str, Decimal, Decimal]]:
    """By currency: expected and actual sales in the weeks after accepted advice."""
    expected, actual = (func.sum(cast(Recommendation.outcome[name].astext, Numeric)) for name in ("expected", "actual"))
    query = (
        select(Recommendation.currency, expected, actual)
        .where(seen, Recommendation.state == ACCEPTED, Recommendation.outcome.is_not(None))
        .group_by(Recommendation.currency)
    )
    return [(currency, before, after) for currency, before, after in session.execute(query)]


def all_open(session: Session) -> Sequence[Recommendation]:
    return session.scalars(select(Recommendation).where(Recommendation.state == OPEN)).all()


Cause: TypeAlias = tuple[object, object]


def cause_of(evidence: Mapping[str, object]) -> Cause:
    """The incident that an advice is for, and since when what it is about is so; None where it has no such thing."""
    return evidence.get("incident_id"), evidence.get("since")


def decided_since(session: Session, moment: datetime) -> set[tuple[int, str, Cause]]:
    """Kiosk, code and cause of what people decided since a moment."""
    query = select(Recommendation.kiosk_id, Recommendation.code, Recommendation.evidence)
    rows = session.execute(query.where(Recommendation.decided_at > moment))
    return {(kiosk_id, code, cause_of(evidence)) for kiosk_id, code, evidence in rows}


def to_be_measured(session: Session, today: date) -> Sequence[Recommendation]:
    """Decided, with a forecast of the days after, which are over by now."""
    days = func.cardinality(Recommendation.expected_daily)
    query = select(Recommendation).where(
        Recommendation.outcome.is_(None), days > 0, Recommendation.decided_on + days <= today
    )
    return session.scalars(query).all()
