"""Scores and risk over HTTP."""

from apiflask import APIBlueprint
from flask import current_app

from ai_service.routes.incidents import shown
from ai_service.schemas.incidents import RiskItem, RiskOut, ScoredOut, ScoreIn, ScoreOut, ScoresOut, ScoresQuery
from ai_service.services import outside, scores
from ai_service.services.champion import Champion
from common.auth import caller, person
from common.database import db
from common.events import iso, utc_now

bp = APIBlueprint("scores", __name__, url_prefix="/ai")


@bp.get("/kiosks/<int:kiosk_id>/scores")
@bp.auth_required(person, roles=["ai.read"])
@bp.input(ScoresQuery, location="query")
@bp.output(ScoresOut)
@bp.doc(responses=[404])
def kiosk_scores(kiosk_id: int, query_data: ScoresQuery) -> ScoresOut:
    """How likely it was, over time, that a kiosk was not normal, with its incidents"""
    found = scores.scores_of(db.session(), caller(), kiosk_id, query_data.from_, query_data.to)
    return ScoresOut(
        kiosk_id=kiosk_id,
        step=found.step,
        points=[(iso(at), probability, alarm) for at, probability, alarm in found.points],
        maturity=found.maturity,
        threshold=found.threshold,
        model_version=found.model_version,
        incidents=shown(found.incidents),
    )


@bp.get("/risk")
@bp.auth_required(person, roles=["ai.read"])
@bp.output(RiskOut)
def fleet_risk() -> RiskOut:
    """What is thought of each kiosk now"""
    now = utc_now()
    return RiskOut(
        at=now,
        items=[
            RiskItem(
                **{name: getattr(item, name) for name in ("kiosk_id", "at", "probability", "alarm", "muted")},
                maturity=item.maturity,
                incident_id=item.incident.id if item.incident else None,
                top_metric=_top_metric(item),
            )
            for item in scores.risk(db.session(), caller(), now)
        ],
    )


@bp.post("/anomaly/score")
@bp.auth_required(person, roles=["ai.read"])
@bp.input(ScoreIn)
@bp.output(ScoredOut)
@bp.doc(responses=[404])
def score(json_data: ScoreIn) -> ScoredOut:
    """Score readings that are handed in"""
    session = db.session()
    champion: Champion = current_app.extensions["champion"]
    found = outside.score(session, caller(), json_data.readings, json_data.kiosk_id, champion.follow(session))
    columns = (found.probability.tolist(), found.is_anomaly, found.contributions, found.limits)
    return ScoredOut(
        scores=[
            ScoreOut(probability=probability, is_anomaly=is_anomaly, contributions=contributions, limits=limits)
            for probability, is_anomaly, contributions, limits in zip(*columns, strict=True)
        ],
        model_version=found.version,
        profile=found.profile,
    )


def _top_metric(item: scores.Risk) -> str | None:
    top = item.incident.explanation["top"] if item.incident else []
    return top[0]["metric"] if top else None
