"""Incidents over HTTP."""

from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint

from ai_service.models.incidents import Incident
from ai_service.repositories.incidents import Filters, names
from ai_service.schemas.incidents import (
    IncidentDetail,
    IncidentList,
    IncidentOut,
    IncidentQuery,
    IncidentWritten,
    VerdictIn,
)
from ai_service.services import incidents
from common.auth import caller, person
from common.database import db

bp = APIBlueprint("incidents", __name__, url_prefix="/ai/incidents")


@bp.get("")
@bp.auth_required(person, roles=["ai.read"])
@bp.input(IncidentQuery, location="query")
@bp.output(IncidentList)
def list_incidents(query_data: IncidentQuery) -> dict[str, Any]:
    """Incidents of the kiosks one may see, newest first"""
    filters = Filters(
        query_data.kiosk_id,
        None if query_data.state is None else query_data.state == "open",
        query_data.verdict,
        query_data.from_,
        query_data.to,
    )
    page = incidents.page_of(db.session(), caller(), query_data, filters)
    return {"items": shown(page.items), "next_cursor": page.next_cursor}


@bp.get("/<int:incident_id>")
@bp.auth_required(person, roles=["ai.read"])
@bp.output(IncidentDetail)
def get_incident(incident_id: int) -> IncidentDetail:
    """One incident with its explanation and what people said of it"""
    return _detail(incidents.get(db.session(), caller(), incident_id))


@bp.post("/<int:incident_id>/verdict")
@bp.auth_required(person, roles=["alerts.manage"])
@bp.input(VerdictIn)
@bp.output(IncidentWritten)
def judge(incident_id: int, json_data: VerdictIn) -> IncidentWritten:
    """Say what an incident really was; a second verdict replaces the first"""
    principal = caller()
    incident = incidents.judge(
        db.session(), incident_id, json_data.verdict, note=json_data.note, by=principal.id, principal=principal
    )
    return IncidentWritten(message="judged", incident=_detail(incident))


def shown(found: Sequence[Incident]) -> list[IncidentOut]:
    """With the names of their kiosks."""
    called = names(db.session(), [incident.kiosk_id for incident in found])
    return [IncidentOut.of(incident, called.get(incident.kiosk_id)) for incident in found]


def _detail(incident: Incident) -> IncidentDetail:
    called = names(db.session(), [incident.kiosk_id])
    return IncidentDetail.of(incident, called.get(incident.kiosk_id))
