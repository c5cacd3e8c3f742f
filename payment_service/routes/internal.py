"""What other services ask; never routed from outside."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from common.auth import service
from common.database import db
from common.fields import ZoneName
from common.pages import MAX_BIGINT
from payment_service.repositories import daily
from payment_service.services.money import amount_text

bp = APIBlueprint("internal", __name__, url_prefix="/internal/payments", enable_openapi=False)


class DailyQuery(BaseModel):
    """Which days of which kiosk: from `start` to before `end`, by the clock of `time_zone`."""

    kiosk_id: int = Field(ge=1, le=MAX_BIGINT)
    time_zone: ZoneName
    start: date
    end: date


@bp.get("/daily")
@bp.auth_required(service)
@bp.input(DailyQuery, location="query")
def sales_by_day(query_data: DailyQuery) -> dict[str, Any]:
    """A kiosk's sales by day and currency; days without any are left out"""
    found = daily.sales_by_day(
        db.session(), query_data.kiosk_id, ZoneInfo(query_data.time_zone), query_data.start, query_data.end
    )
    return {
        "items": [
            {
                "kiosk_id": query_data.kiosk_id,
                "day": row.day.isoformat(),
                "currency": row.currency,
                "amount": amount_text(row.amount, row.currency),
                "count": row.payments,
                "cash": amount_text(row.cash, row.currency),
            }
            for row in found
        ]
    }


@bp.get("/counts")
@bp.auth_required(service)
def counts_by_kiosk() -> dict[str, Any]:
    """How many sales each kiosk has made, so that a listener sees whether it has missed any"""
    counts = daily.counts_by_kiosk(db.session())
    return {"items": [{"kiosk_id": kiosk_id, "count": count} for kiosk_id, count in counts.items()]}
