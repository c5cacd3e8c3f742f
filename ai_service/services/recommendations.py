"""Recommendations for those who may see their kiosks, and what people decide about them."""

from datetime import date

from sqlalchemy.orm import Session

from ai_service.models import Recommendation
from ai_service.models.recommendations import OPEN
from ai_service.repositories import forecasts, recommendations
from ai_service.repositories.recommendations import Wanted
from common.database import transaction
from common.errors import Conflict, NotFound
from common.events import utc_now
from common.pages import Page, PageQuery
from common.tokens import Principal

MEASURED_DAYS = 7
"""What the kiosk sells in the week after a decision is held against the forecast of that day."""
LATEST_FORECAST_DAYS = 7


def page_of(session: Session, principal: Principal, page: PageQuery, wanted: Wanted) -> Page[Recommendation]:
    """One page, the most pressing first, then those with the most money at stake."""
    return recommendations.page_of(session, page, wanted, recommendations.seen_by(principal))


def decide(
    session: Session, principal: Principal, recommendation_id: int, state: str, note: str | None, today: date
) -> Recommendation:
    """Accept or dismiss an open recommendation; the forecast of the coming week is kept with it.

    Raises:
        NotFound: `recommendation_not_found`.
        Conflict: `recommendation_closed`, when it has been decided otherwise or has lapsed.
    """
    with transaction(session):
        found = recommendations.locked(session, recommendation_id, recommendations.seen_by(principal))
        if found is None:
            raise NotFound("recommendation_not_found")
        if found.state == state:
            return found
        if found.state != OPEN:
            raise Conflict("recommendation_closed")
        now = utc_now()
        found.state, found.note = state, note
        found.decided_at, found.decided_on, found.decided_by, found.updated_at = now, today, principal.id, now
        kept = forecasts.newest_of_kiosk(session, found.kiosk_id, found.currency, today, LATEST_FORECAST_DAYS)
        if kept is not None:
            start = (today - kept.made_on).days
            found.expected_daily = kept.amounts[start : start + MEASURED_DAYS]
        return found
