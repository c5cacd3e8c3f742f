"""Incidents as people see and judge them."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import true
from sqlalchemy.orm import Session

from ai_service.models.incidents import Incident
from ai_service.repositories import incidents
from ai_service.repositories.incidents import Filters
from common.database import transaction
from common.errors import NotFound
from common.events import Event, iso, utc_now
from common.kiosk_access import visible
from common.outbox import record
from common.pages import Page, PageQuery
from common.tokens import Principal

SOURCE = "ai_service"


def page_of(session: Session, principal: Principal, page: PageQuery, filters: Filters) -> Page[Incident]:
    """The incidents of kiosks that the caller may see, newest first."""
    return incidents.page_of(session, page, filters, visible(principal, _kiosk()))


def get(session: Session, principal: Principal, incident_id: int) -> Incident:
    """Raises NotFound `incident_not_found`, also for one of a kiosk that the caller may not see."""
    return _found(incidents.find(session, incident_id, visible(principal, _kiosk())))


def judge(
    session: Session,
    incident_id: int,
    verdict: Literal["true_fault", "false_alarm"],
    *,
    note: str | None = None,
    by: int | None = None,
    principal: Principal | None = None,
) -> Incident:
    """Say what an incident really was; it becomes a label for training, and `anomaly.judged` tells the others.

    The one way in for verdicts, whether they come from the incident's page, with an alert or from a visit. A second
    verdict replaces the first, which stays in the list of those that were given; the same again changes nothing.
    What is called a false alarm while it goes on is over at once: its minutes are normal. For a day the same raises
    nothing more (`live/false_alarms.py`), while anything else does at once.

    Args:
        by: the person whose verdict it is.
        principal: whose view of kiosks limits which incidents there are; another service asks without.

    Raises:
        NotFound: `incident_not_found`.
    """
    with transaction(session):
        seen = visible(principal, _kiosk()) if principal else true()
        incident = _found(incidents.find(session, incident_id, seen, locked=True))
        if (incident.verdict, incident.verdict_note, incident.verdict_by) == (verdict, note, by):
            return incident
        previous, now = incident.verdict, utc_now()
        incident.verdict, incident.verdict_note = verdict, note
        incident.verdict_by, incident.verdict_at = by, now
        given = {"verdict": verdict, "note": note, "by": by, "at": iso(now)}
        incident.verdicts = [*incident.verdicts, given]
        record(
            session,
            told("anomaly.judged", incident, verdict=verdict, previous=previous, judged_by=by),
        )
        if verdict == "false_alarm" and incident.ended_at is None:
            incident.ended_at = max(now, incident.peak_at)
            incident.alarm = {}  # no cool-down, which would hold up another fault
            record(session, told("anomaly.resolved", incident))
    return incident


def told(event_type: str, incident: Incident, **more: Any) -> Event:
    """An event about an incident, as `anomaly.detected`."""
    data: Mapping[str, Any] = {
        "kiosk_id": incident.kiosk_id,
        "incident_id": incident.id,
        "template": incident.template,
        "probability": round(incident.peak_probability, 4),
        "severity": incident.severity,
        "started_at": iso(incident.started_at),
        "ended_at": iso(incident.ended_at) if incident.ended_at else None,
        "title": incident.explanation["title"],
    }
    return Event(event_type, SOURCE, f"kiosk:{incident.kiosk_id}", {**data, **more})


def _kiosk() -> Any:
    return Incident.kiosk_id


def _found(incident: Incident | None) -> Incident:
    if incident is None:
        raise NotFound("incident_not_found")
    return incident
