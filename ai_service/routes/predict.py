"""Forecasts over HTTP."""

from datetime import timedelta

from apiflask import APIBlueprint

from ai_service.routes.local_time import local_now
from ai_service.schemas.forecasts import ForecastsOut, ForecastsQuery, PredictionOut, PredictQuery
from ai_service.services import comparison, forecasts, subjects
from common.auth import caller, person
from common.database import db

bp = APIBlueprint("predict", __name__, url_prefix="/ai")

SHOWN_BEFORE = timedelta(days=28)
SHOWN_AFTER = timedelta(days=13)


@bp.get("/predict")
@bp.auth_required(person, roles=["ai.read"])
@bp.input(PredictQuery, location="query")
@bp.output(PredictionOut)
@bp.doc(responses=[404])
def predict_sales(query_data: PredictQuery) -> PredictionOut:
    """What a kiosk, a group or the fleet is expected to sell in the next month, and day by day

    From the last nightly run. 422 `not_enough_history` under two weeks of sales.
    """
    session = db.session()
    seen = subjects.seen_by(session, caller(), query_data.subject)
    return PredictionOut.of(query_data.horizon, forecasts.predict(session, seen, local_now()))


@bp.get("/forecasts")
@bp.auth_required(person, roles=["ai.read"])
@bp.input(ForecastsQuery, location="query")
@bp.output(ForecastsOut)
@bp.doc(responses=[404])
def kept_forecasts(query_data: ForecastsQuery) -> ForecastsOut:
    """Past forecasts against what came, and what is still to come"""
    session, now = db.session(), local_now()
    today = now.date()
    seen = subjects.seen_by(session, caller(), query_data.subject)
    start, end = query_data.from_ or today - SHOWN_BEFORE, query_data.to or today + SHOWN_AFTER
    return ForecastsOut.of(comparison.compare(session, seen, start, end, query_data.ahead, now))
