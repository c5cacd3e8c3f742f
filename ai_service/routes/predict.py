"""Forecasts over HTTP."""

from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import current_app

from ai_service.schemas.forecasts import PredictionOut, PredictQuery
from ai_service.services import forecasts
from common.auth import caller, person
from common.database import db
from common.events import utc_now

bp = APIBlueprint("predict", __name__, url_prefix="/ai")


@bp.get("/predict")
@bp.auth_required(person, roles=["ai.read"])
@bp.input(PredictQuery, location="query")
@bp.output(PredictionOut)
@bp.doc(responses=[404])
def predict_sales(query_data: PredictQuery) -> PredictionOut:
    """What a kiosk is expected to sell in the next month, and day by day

    422 `not_enough_history` under two weeks of sales.
    """
    session, zone = db.session(), ZoneInfo(current_app.extensions["settings"].time_zone)
    forecasts.require_visible(session, caller(), query_data.kiosk_id)
    prediction = forecasts.predict(session, query_data.kiosk_id, query_data.horizon, utc_now().astimezone(zone))
    return PredictionOut.of(query_data.kiosk_id, query_data.horizon, prediction)
