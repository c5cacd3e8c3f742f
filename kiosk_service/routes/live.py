"""Kiosks as they are now, for people who begin to watch; asked by other services only."""

from typing import Any

from apiflask import APIBlueprint

from common.auth import service
from common.database import db
from kiosk_service.schemas.live import LiveKiosk, LivePage, LiveQuery
from kiosk_service.services import live

bp = APIBlueprint("live", __name__, url_prefix="/internal/kiosks", enable_openapi=False)


@bp.get("/<int:kiosk_id>/live")
@bp.auth_required(service)
@bp.output(LiveKiosk)
def one(kiosk_id: int) -> dict[str, Any]:
    """A kiosk's status and its last reading"""
    return live.one(db.session(), kiosk_id)


@bp.get("/live")
@bp.auth_required(service)
@bp.input(LiveQuery, location="query")
@bp.output(LivePage)
def many(query_data: LiveQuery) -> dict[str, Any]:
    """The same of every kiosk that is not retired, or of a group's, by id"""
    return live.many(db.session(), query_data.group, query_data.after, query_data.limit)
