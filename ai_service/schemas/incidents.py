"""Incidents, the scores of kiosks and of outside readings, and risk, as requests and responses."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ai_service.models.incidents import Incident
from ai_service.schemas.models import Said
from common.fields import Line, Moment
from common.pages import MAX_BIGINT, PageQuery

MOST_READINGS = 1000

Maturity = Literal["rules", "fleet", "own", "trusted"]
Verdict = Literal["true_fault", "false_alarm"]
Severity = Literal["info", "warning", "critical"]
Probability = Annotated[float, Field(ge=0, le=1, description="that this is not normal")]
# Beyond these no kiosk has measured, and date arithmetic would overflow.
Time = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
KioskId = Annotated[int, Field(ge=1, le=MAX_BIGINT)]


class TopMetric(BaseModel):
    metric: str = Field(description="a feature of a minute: a metric's name is its mean")
    value: float | None
    unit: str
    usual: list[float] | None = Field(description="[lowest, highest] of what is usual for this kiosk; null: not known")
    sigma: float | None = Field(description="distance from usual in its own spread, with its sign")
    since: Moment | None = Field(description="when it left what is usual")


class IncidentOut(BaseModel):
    id: int
    kiosk_id: int
    kiosk_name: str | None
    state: Literal["open", "resolved"]
    started_at: Moment
    peak_at: Moment
    ended_at: Moment | None
    peak_probability: Probability
    severity: Severity
    maturity: Maturity = Field(description="how well the kiosk was known")
    model_version: int | None = Field(description="null: hard limits alone")
    template: str = Field(description="the kind of fault that it looks like, `limit:<name>`, or `unknown`")
    title: Said
    late: bool = Field(description="found in readings that came afterwards: nobody was told")
    verdict: Verdict | None
    verdict_at: Moment | None
    updated_at: Moment

    @classmethod
    def of(cls, incident: Incident, kiosk_name: str | None) -> "IncidentOut":
        return cls(**_fields(incident, kiosk_name))


class VerdictOut(BaseModel):
    verdict: Verdict
    note: str | None
    by: int | None = Field(description="the person; null: it came with an alert or a visit of nobody known")
    at: Moment


class IncidentDetail(IncidentOut):
    text: Said = Field(description="what happened, for a technician")
    top: list[TopMetric] = Field(description="what is most unusual, first the most")
    limits: list[str] = Field(description="hard limits that were broken")
    verdict_note: str | None
    verdict_by: int | None
    verdicts: list[VerdictOut] = Field(description="all that were given, oldest first; the last one counts")

    @classmethod
    def of(cls, incident: Incident, kiosk_name: str | None) -> "IncidentDetail":
        told = incident.explanation
        return cls(
            **_fields(incident, kiosk_name),
            text=told["text"],
            top=told["top"],
            limits=told["limits"],
            verdict_note=incident.verdict_note,
            verdict_by=incident.verdict_by,
            verdicts=[VerdictOut(**given) for given in incident.verdicts],
        )


class IncidentList(BaseModel):
    """Newest first."""

    items: list[IncidentOut]
    next_cursor: str | None


class IncidentQuery(PageQuery):
    kiosk_id: KioskId | None = None
    state: Literal["open", "resolved"] | None = None
    verdict: Literal["true_fault", "false_alarm", "none"] | None = Field(default=None, description="none: not judged")
    from_: Time | None = Field(default=None, alias="from", description="not over before")
    to: Time | None = Field(default=None, description="begun before")


class VerdictIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    note: Annotated[Line, Field(max_length=1000)] | None = None


class IncidentWritten(BaseModel):
    message: str
    incident: IncidentDetail


class ScoresQuery(BaseModel):
    from_: Time | None = Field(default=None, alias="from", description="default: a day before `to`")
    to: Time | None = Field(default=None, description="default: now")


class ScoresOut(BaseModel):
    kiosk_id: int
    step: int = Field(description="seconds that a point stands for: the highest probability in them")
    points: list[tuple[str, Probability, bool]] = Field(description="[time, probability, alarm], at most 2,000")
    maturity: Maturity
    threshold: Probability = Field(description="where alarms begin now")
    model_version: int | None
    incidents: list[IncidentOut] = Field(description="those that touch the range, oldest first, at most 500")


class RiskItem(BaseModel):
    kiosk_id: int
    at: Moment
    probability: Probability
    alarm: bool
    muted: bool = Field(description="maintenance, an update, or just installed: not judged")
    maturity: Maturity
    incident_id: int | None
    top_metric: str | None = Field(description="of the open incident")


class RiskOut(BaseModel):
    """The newest minute of each visible kiosk that spoke, or should have, in the last minutes."""

    at: Moment
    items: list[RiskItem]


class ScoreIn(BaseModel):
    """Readings in the form of `kiosk_update`, or flat: `{"cpu_usage": 97, "ram_usage": 60}`. Without `kiosk_id` each is
    looked at on its own; with it they are this kiosk's, in the order in which they were taken, a minute apart."""

    model_config = ConfigDict(extra="forbid")

    readings: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_READINGS)
    kiosk_id: KioskId | None = Field(default=None, description="score them against what is usual for this kiosk")


class ScoreOut(BaseModel):
    probability: Probability
    is_anomaly: bool
    contributions: dict[str, float] = Field(description="by metric: distance from usual in its own spread, signed")
    limits: list[str] = Field(description="hard limits that are broken")


class ScoredOut(BaseModel):
    scores: list[ScoreOut] = Field(description="one a reading, in the same order")
    model_version: int | None = Field(description="null: there is no model yet, hard limits alone were looked at")
    profile: Literal["kiosk", "fleet", "none"] = Field(description="what they were compared with")


def _fields(incident: Incident, kiosk_name: str | None) -> dict[str, Any]:
    own = set(IncidentOut.model_fields) - {"kiosk_name", "state", "title"}
    return {
        **{name: getattr(incident, name) for name in own},
        "kiosk_name": kiosk_name,
        "state": "open" if incident.ended_at is None else "resolved",
        "title": incident.explanation["title"],
    }
