"""Readings over HTTP: in from kiosks that cannot hold a socket, out to people."""

from typing import Any, cast

from apiflask import APIBlueprint
from flask import current_app, request

from common.auth import caller, device, person
from common.database import db
from common.errors import Forbidden, Invalid
from common.events import iso
from common.service import Service
from common.telemetry import TelemetryLog
from kiosk_service.models.status import status_of
from kiosk_service.schemas.telemetry import (
    ConnectionChangeOut,
    ConnectionsOut,
    ConnectionsQuery,
    SeriesOut,
    SeriesQuery,
    StatusOut,
    TelemetryOut,
)
from kiosk_service.services import history, live, registry
from kiosk_service.services.access import owner_limit
from kiosk_service.services.series import series as find_series

bp = APIBlueprint("telemetry", __name__, url_prefix="/kiosks/<int:kiosk_id>")


@bp.post("/telemetry")
@bp.auth_required(device)
@bp.output(TelemetryOut)
@bp.doc(description="The body is one reading or a list of at most 200, as in the socket event `kiosk_update`.")
def ingest(kiosk_id: int) -> dict[str, Any]:
    """Send readings; the answer comes when they are durable"""
    if caller(device).id != kiosk_id:
        raise Forbidden("forbidden")
    log: TelemetryLog = current_app.extensions["telemetry_log"]
    outcome = log.append(kiosk_id, request.get_json())
    if outcome is None:
        raise Invalid("invalid_payload")
    if outcome.stored:
        live.show(db.session(), cast(Service, current_app).redis, kiosk_id, outcome.stored[-1])
    return outcome.answer()


@bp.get("/telemetry")
@bp.auth_required(person)
@bp.input(SeriesQuery, location="query")
@bp.output(SeriesOut)
def series(kiosk_id: int, query_data: SeriesQuery) -> dict[str, Any]:
    """One metric over time"""
    registry.get(db.session(), kiosk_id, owner_limit(caller()))
    found = find_series(db.session(), kiosk_id, query_data.metric, query_data.from_, query_data.to, query_data.step)
    return {**vars(found), "points": [(iso(at), value) for at, value in found.points]}


@bp.get("/status")
@bp.auth_required(person)
@bp.output(StatusOut)
def status(kiosk_id: int) -> dict[str, Any]:
    """What the kiosk last said"""
    kiosk = registry.get(db.session(), kiosk_id, owner_limit(caller()))
    state = kiosk.state
    return {
        "kiosk_id": kiosk.id,
        "status": status_of(kiosk.lifecycle, kiosk.mode, state.connection),
        "connection": state.connection,
        "mode": kiosk.mode,
        "connection_since": state.connection_since,
        "last_seen_at": state.last_seen_at,
        "last_seq": state.last_seq if state.last_seq >= 0 else None,
        "reading": state.reading,
    }


@bp.get("/connections")
@bp.auth_required(person)
@bp.input(ConnectionsQuery, location="query")
@bp.output(ConnectionsOut)
def connections(kiosk_id: int, query_data: ConnectionsQuery) -> ConnectionsOut:
    """When the kiosk came online and went offline, kept for a year, and how much of the time it was online"""
    session = db.session()
    kiosk = registry.get(session, kiosk_id, owner_limit(caller()))
    page, uptime = history.connections(session, kiosk, query_data.from_, query_data.to, query_data)
    items = [ConnectionChangeOut.model_validate(change) for change in page.items]
    return ConnectionsOut(items=items, next_cursor=page.next_cursor, uptime=uptime)
