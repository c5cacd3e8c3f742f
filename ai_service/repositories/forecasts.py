"""Kept forecasts in the database."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session

from ai_service.models import Forecast, ForecastRun
from ai_service.models.forecasts import KIOSK


def newest(session: Session, kind: str, subjects: Collection[str], since: date) -> Sequence[Forecast]:
    """The newest forecasts of each subject and currency that were made since a day and not replayed."""
    query = (
        select(Forecast)
        .where(
            Forecast.subject_kind == kind,
            Forecast.subject.in_(subjects),
            Forecast.made_on >= since,
            ~Forecast.replayed,
        )
        .distinct(Forecast.subject, Forecast.currency)
        .order_by(Forecast.subject, Forecast.currency, Forecast.made_on.desc())
    )
    return session.scalars(query).all()


def newest_of_kiosk(session: Session, kiosk_id: int, currency: str, today: date, days: int) -> Forecast | None:
    """A kiosk's newest forecast in a currency, unless it is older than so many days."""
    found = newest(session, KIOSK, [str(kiosk_id)], today - timedelta(days=days))
    return next((kept for kept in found if kept.currency == currency), None)


def made_between(session: Session, kind: str, subjects: Collection[str], start: date, end: date) -> Sequence[Forecast]:
    """What was made on the days from `start` to `end`, both inside, oldest first."""
    query = select(Forecast).where(
        Forecast.subject_kind == kind, Forecast.subject.in_(subjects), Forecast.made_on.between(start, end)
    )
    return session.scalars(query.order_by(Forecast.made_on, Forecast.subject)).all()


def kiosks_with_forecasts(session: Session) -> set[str]:
    """The subjects of all kept forecasts of kiosks."""
    return set(session.scalars(select(Forecast.subject).where(Forecast.subject_kind == KIOSK).distinct()))


def last_run(session: Session) -> ForecastRun | None:
    """The newest run that was finished."""
    query = select(ForecastRun).where(ForecastRun.finished_at.is_not(None))
    return session.scalar(query.order_by(ForecastRun.id.desc()).limit(1))


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Forecast)) or 0


def forget(session: Session, made_on: date, before: date) -> None:
    """Remove what an earlier run of the same day made, replays aside, and what was made before a day."""
    session.execute(delete(ForecastRun).where(ForecastRun.made_on == made_on, ~_has_replays()))
    session.execute(delete(Forecast).where(Forecast.made_on == made_on, ~Forecast.replayed))
    session.execute(delete(ForecastRun).where(ForecastRun.made_on < before))


def _has_replays() -> ColumnElement[bool]:
    return exists().where(Forecast.run_id == ForecastRun.id, Forecast.replayed)
