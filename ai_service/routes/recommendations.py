"""Recommendations over HTTP."""

from apiflask import APIBlueprint
from flask import request

from ai_service.models.recommendations import ACCEPTED, DISMISSED
from ai_service.repositories.recommendations import Wanted
from ai_service.routes.local_time import local_now
from ai_service.schemas.recommendations import (
    DecisionIn,
    RecommendationList,
    RecommendationOut,
    RecommendationQuery,
    RecommendationWritten,
    RecordOut,
)
from ai_service.services import recommendations, record
from common.auth import caller, person
from common.database import db

bp = APIBlueprint("recommendations", __name__, url_prefix="/ai/recommendations")


@bp.get("")
@bp.auth_required(person, roles=["ai.read"])
@bp.input(RecommendationQuery, location="query")
@bp.output(RecommendationList)
def list_recommendations(query_data: RecommendationQuery) -> RecommendationList:
    """What to do next, the most pressing first; in Spanish or English by `Accept-Language`"""
    wanted = Wanted(query_data.state, query_data.kiosk_id, query_data.user_id)
    page = recommendations.page_of(db.session(), caller(), query_data, wanted)
    items = [RecommendationOut.of(row, _language()) for row in page.items]
    return RecommendationList(recommendations=items, next_cursor=page.next_cursor)


@bp.get("/record")
@bp.auth_required(person, roles=["ai.read"])
@bp.output(RecordOut)
def show_record() -> RecordOut:
    """How often the advice was right: sales in the week after each decision, against the forecast of that day"""
    return RecordOut.of(record.record_of(db.session(), caller()))


@bp.post("/<int:recommendation_id>/accept")
@bp.auth_required(person, roles=["alerts.manage"])
@bp.input(DecisionIn)
@bp.output(RecommendationWritten)
@bp.doc(responses=[404, 409])
def accept(recommendation_id: int, json_data: DecisionIn) -> RecommendationWritten:
    """Take a recommendation up"""
    return _decided(recommendation_id, ACCEPTED, json_data.note)


@bp.post("/<int:recommendation_id>/dismiss")
@bp.auth_required(person, roles=["alerts.manage"])
@bp.input(DecisionIn)
@bp.output(RecommendationWritten)
@bp.doc(responses=[404, 409])
def dismiss(recommendation_id: int, json_data: DecisionIn) -> RecommendationWritten:
    """Turn a recommendation down"""
    return _decided(recommendation_id, DISMISSED, json_data.note)


def _decided(recommendation_id: int, state: str, note: str | None) -> RecommendationWritten:
    today = local_now().date()
    row = recommendations.decide(db.session(), caller(), recommendation_id, state, note, today)
    return RecommendationWritten(message=state, recommendation=RecommendationOut.of(row, _language()))


def _language() -> str:
    return request.accept_languages.best_match(["es", "en"], default="es")
