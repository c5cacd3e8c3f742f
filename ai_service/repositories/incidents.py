"""Incidents in the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ai_service.models.incidents import Incident
from common.kiosk_access import ACCESS
from common.pages import Page, PageQuery, paginate

MOST_IN_A_RANGE = 500


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None does not narrow. `verdict` "none" asks for those without one."""

    kiosk_id: int | None = None
    open: bool | None = None
    verdict: str | None = None
    start: datetime | None = None
    end: datetime | None = None


def page_of(session: Session, page: PageQuery, filters: Filters, seen: ColumnElement[bool]) -> Page[Incident]:
    """Newest first, of those for which `seen` holds."""
    query = select(Incident).where(seen, *_conditions(filters))
    return paginate(session, query, page, Incident.id, descending=True)


def in_range(session: Session, kiosk_id: int, start: datetime, end: datetime) -> Sequence[Incident]:
    """A kiosk's incidents that touch [start, end), oldest first."""
    filters = Filters(kiosk_id=kiosk_id, start=start, end=end)
    query = select(Incident).where(*_conditions(filters)).order_by(Incident.started_at, Incident.id)
    return session.scalars(query.limit(MOST_IN_A_RANGE)).all()


def find(session: Session, incident_id: int, seen: ColumnElement[bool], *, locked: bool = False) -> Incident | None:
    query = select(Incident).where(Incident.id == incident_id, seen)
    return session.scalar(query.with_for_update() if locked else query)


def open_of(session: Session, kiosk_ids: Collection[int] | None = None) -> dict[int, Incident]:
    """The open incident of each of these kiosks that has one; of all without `kiosk_ids`."""
    query = select(Incident).where(Incident.ended_at.is_(None))
    if kiosk_ids is not None:
        query = query.where(Incident.kiosk_id.in_(kiosk_ids))
    return {incident.kiosk_id: incident for incident in session.scalars(query)}


def by_kiosk(session: Session, incident_ids: Collection[int]) -> dict[int, Incident]:
    """These incidents, each of another kiosk, as they are now; nobody else judges them until the transaction ends."""
    query = select(Incident).where(Incident.id.in_(incident_ids)).order_by(Incident.id).with_for_update()
    query = query.execution_options(populate_existing=True)
    return {incident.kiosk_id: incident for incident in session.scalars(query)}


def false_alarms(session: Session, kiosk_ids: Collection[int], since: datetime) -> dict[int, list[Incident]]:
    """What people have called a false alarm since then, by kiosk that has any of it."""
    query = (
        select(Incident)
        .where(Incident.kiosk_id.in_(kiosk_ids), Incident.verdict == "false_alarm", Incident.verdict_at > since)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Incident]] = {}
    for incident in session.scalars(query):
        found.setdefault(incident.kiosk_id, []).append(incident)
    return found


def recent_of_shard(session: Session, shard: int, shards: int, since: datetime) -> Sequence[Incident]:
    """The newest incident of each of a shard's kiosks, of those that are open or ended after `since`."""
    query = select(Incident).where(
        Incident.kiosk_id % shards == shard,
        Incident.ended_at.is_(None) | (Incident.ended_at > since),
        Incident.late.is_(False) | Incident.ended_at.is_(None),
    )
    ordered = query.order_by(Incident.kiosk_id, Incident.started_at.desc(), Incident.id.desc())
    return session.scalars(ordered.distinct(Incident.kiosk_id)).all()


def names(session: Session, kiosk_ids: Collection[int]) -> Mapping[int, str]:
    """What each kiosk is called, as far as known."""
    query = select(ACCESS.c.kiosk_id, ACCESS.c.name).where(ACCESS.c.kiosk_id.in_(set(kiosk_ids)))
    return {row.kiosk_id: row.name for row in session.execute(query)}


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.kiosk_id is not None:
        found.append(Incident.kiosk_id == filters.kiosk_id)
    if filters.open is not None:
        found.append(Incident.ended_at.is_(None) if filters.open else Incident.ended_at.is_not(None))
    if filters.verdict == "none":
        found.append(Incident.verdict.is_(None))
    elif filters.verdict is not None:
        found.append(Incident.verdict == filters.verdict)
    if filters.start is not None:
        found.append(Incident.ended_at.is_(None) | (Incident.ended_at >= filters.start))
    if filters.end is not None:
        found.append(Incident.started_at < filters.end)
    return found
