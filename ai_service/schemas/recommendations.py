"""Request and response models of recommendations."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from ai_service.models import Recommendation
from ai_service.services.record import Record
from common.fields import Line, Moment
from common.pages import MAX_BIGINT, PageQuery

Code = Literal["collect_cash", "refill_paper", "send_someone", "move", "change_hours", "promote", "retire"]
State = Literal["open", "accepted", "dismissed", "lapsed"]
Amount = Annotated[str, Field(description="a decimal string", examples=["1500.00"])]


class RecommendationQuery(PageQuery):
    kiosk_id: int | None = Field(default=None, ge=1, le=MAX_BIGINT)
    user_id: int | None = Field(default=None, ge=1, le=MAX_BIGINT, description="of the kiosks assigned to this person")
    state: State = "open"


class EffectOut(BaseModel):
    """The money at stake over the next `days`: what following the advice is expected to earn or to save."""

    amount: Amount
    currency: str
    days: int


class OutcomeOut(BaseModel):
    """What the kiosk sold in the days after the decision, against what had been forecast when it was made."""

    days: int
    expected: Amount
    actual: Amount
    right: bool = Field(description="accepted and sales held; or dismissed and they fell short")


class RecommendationOut(BaseModel):
    id: int
    kiosk_id: int
    code: Code
    state: State
    title: str
    why: str
    action: str = Field(description="what to do next")
    evidence: dict[str, Any] = Field(description="the numbers it rests on, by name")
    priority: Literal["high", "medium", "low"]
    expected_effect: EffectOut
    confidence: float = Field(ge=0, le=1)
    due_on: str | None = Field(description="the last day on which it helps", json_schema_extra={"format": "date"})
    made_at: Moment
    updated_at: Moment
    decided_at: Moment | None
    decided_by: int | None
    note: str | None
    outcome: OutcomeOut | None = Field(description="null until a week after the decision")

    @classmethod
    def of(cls, row: Recommendation, language: str) -> Self:
        words = row.texts[language]
        return cls(
            id=row.id,
            kiosk_id=row.kiosk_id,
            code=row.code,
            state=row.state,
            title=words["title"],
            why=words["why"],
            action=words["action"],
            evidence=row.evidence,
            priority=row.priority,
            expected_effect=EffectOut(amount=str(row.effect), currency=row.currency, days=row.effect_days),
            confidence=row.confidence,
            due_on=row.due_on.isoformat() if row.due_on else None,
            made_at=row.made_at,
            updated_at=row.updated_at,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            note=row.note,
            outcome=OutcomeOut(**row.outcome) if row.outcome else None,
        )


class RecommendationList(BaseModel):
    recommendations: list[RecommendationOut] = Field(description="the most pressing first")
    next_cursor: str | None


class DecisionIn(BaseModel):
    note: Annotated[Line, StringConstraints(max_length=500)] | None = None


class RecommendationWritten(BaseModel):
    message: str
    recommendation: RecommendationOut


class RecordLine(BaseModel):
    """How one kind of advice has done so far."""

    code: Code
    made: int
    open: int
    accepted: int
    dismissed: int
    lapsed: int
    measured: int = Field(description="decided, and the week after has passed")
    right: int = Field(description="of those measured")


class RecordMoney(BaseModel):
    """Sales in the weeks after accepted advice, against what had been forecast."""

    currency: str
    expected: Amount
    actual: Amount


class RecordOut(BaseModel):
    """The record of being right, over the kiosks that the caller may see."""

    items: list[RecordLine]
    measured: int
    right: int
    accepted_sales: list[RecordMoney]

    @classmethod
    def of(cls, record: Record) -> Self:
        return cls(
            items=[RecordLine(**vars(line)) for line in record.lines],
            measured=sum(line.measured for line in record.lines),
            right=sum(line.right for line in record.lines),
            accepted_sales=[
                RecordMoney(currency=currency, expected=str(expected), actual=str(actual))
                for currency, (expected, actual) in sorted(record.money.items())
            ],
        )
