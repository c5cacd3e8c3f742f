"""Training runs in the database: one active at a time, taken up by one worker at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ai_service.models.registry import ACTIVE_STATES, TrainingRun
from common.pages import Page, PageQuery, paginate


def add(session: Session, name: str, trigger: str, requested_by: int | None) -> TrainingRun | None:
    """A new queued run; None while another one of this model is active."""
    statement = (
        insert(TrainingRun)
        .values(name=name, trigger=trigger, requested_by=requested_by)
        .on_conflict_do_nothing(index_elements=[TrainingRun.name], index_where=TrainingRun.state.in_(ACTIVE_STATES))
    )
    return session.scalar(statement.returning(TrainingRun))


def find(session: Session, run_id: int, *, locked: bool = False) -> TrainingRun | None:
    query = select(TrainingRun).where(TrainingRun.id == run_id)
    return session.scalar(query.with_for_update() if locked else query, execution_options={"populate_existing": True})


def newest(session: Session, name: str) -> TrainingRun | None:
    return session.scalar(select(TrainingRun).where(TrainingRun.name == name).order_by(TrainingRun.id.desc()).limit(1))


def page_of(session: Session, name: str, page: PageQuery, state: str | None) -> Page[TrainingRun]:
    """Newest first."""
    query = select(TrainingRun).where(TrainingRun.name == name)
    if state is not None:
        query = query.where(TrainingRun.state == state)
    return paginate(session, query, page, TrainingRun.id, descending=True)


def in_state(session: Session, name: str, *states: str) -> list[TrainingRun]:
    query = select(TrainingRun).where(TrainingRun.name == name, TrainingRun.state.in_(states))
    return list(session.scalars(query.order_by(TrainingRun.id)))


def waiting(session: Session, now: datetime) -> list[int]:
    """Runs that a worker should take up: queued ones, and those whose worker is gone."""
    due = or_(TrainingRun.lease_until.is_(None), TrainingRun.lease_until <= now)
    query = select(TrainingRun.id).where(TrainingRun.state.in_(ACTIVE_STATES), due)
    return list(session.scalars(query.order_by(TrainingRun.id)))


def claim(session: Session, run_id: int, now: datetime, until: datetime) -> TrainingRun | None:
    """Take a run up, or again after its worker has gone; None when somebody is at it or it is over."""
    due = or_(TrainingRun.lease_until.is_(None), TrainingRun.lease_until <= now)
    statement = (
        update(TrainingRun)
        .where(TrainingRun.id == run_id, TrainingRun.state.in_(ACTIVE_STATES), due)
        .values(
            state="running",
            lease_until=until,
            attempts=TrainingRun.attempts + 1,
            started_at=func.coalesce(TrainingRun.started_at, now),
        )
        .returning(TrainingRun)
    )
    return session.scalar(statement, execution_options={"populate_existing": True})


def renew(session: Session, run_id: int, attempt: int, values: dict[str, Any]) -> bool:
    """Write the progress of a run that is ours still; False when another has taken it up meanwhile."""
    statement = update(TrainingRun).where(
        TrainingRun.id == run_id, TrainingRun.state == "running", TrainingRun.attempts == attempt
    )
    return session.execute(statement.values(values).returning(TrainingRun.id)).scalar() is not None
