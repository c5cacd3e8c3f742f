"""Requests and responses of readings."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    Field,
)

from common.fields import Moment
from kiosk_service.schemas.kiosks import Mode, ReadingOut, Status


class StatusOut(BaseModel):
    kiosk_id: int
    status: Status
    connection: Literal["online", "offline"]
    mode: Mode
    last_seen_at: Moment | None
    last_seq: int | None
    reading: ReadingOut | None


# Beyond these no kiosk has measured, and date arithmetic would overflow.
SensibleTime = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]


class SeriesQuery(BaseModel):
    metric: str = Field(max_length=40)
    from_: SensibleTime | None = Field(default=None, alias="from", description="default: an hour before `to`")
    to: SensibleTime | None = Field(default=None, description="default: now")
    step: int | None = Field(default=None, ge=1, le=31_536_000, description="seconds; default: as fine as fits")


class SeriesOut(BaseModel):
    metric: str
    unit: str | None
    step: int = Field(description="seconds each point is the mean of; 0 for the readings themselves")
    points: list[tuple[str, float]] = Field(description="[time, value], at most 2,000")


class Rejected(BaseModel):
    seq: Any
    code: str


class TelemetryOut(BaseModel):
    ok: bool
    accepted: int
    duplicate: int
    rejected: list[Rejected]
