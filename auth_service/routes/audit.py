"""The audit log."""

from typing import Any

from apiflask import APIBlueprint

from auth_service.repositories import audit
from auth_service.schemas.administration import AuditList, AuditQuery
from common.auth import person
from common.database import db

bp = APIBlueprint("audit", __name__, url_prefix="/auth")


@bp.get("/audit")
@bp.auth_required(person, roles=["audit.read"])
@bp.input(AuditQuery, location="query")
@bp.output(AuditList)
def list_entries(query_data: AuditQuery) -> dict[str, Any]:
    """Who did what, newest first"""
    page = audit.page_of(
        db.session(),
        query_data,
        actor=query_data.actor,
        action=query_data.action,
        target=query_data.target,
        since=query_data.from_,
        until=query_data.to,
    )
    return {"items": page.items, "next_cursor": page.next_cursor}
