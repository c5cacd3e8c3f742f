"""Requests and responses of readings."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
)

from common.fields import Moment
from common.pages import PageQuery
from kiosk_service.schemas.kiosks import Mode, ReadingOut, Status

Connection = Literal["online", "offline"]


class StatusOut(BaseModel):
    kiosk_id: int
    status: Status
    connection: Connection
    mode: Mode
    connection_since: Moment | None = Field(description="when it came online or went offline; null: it never came")
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
    ranges: list[tuple[float, float]] | None = Field(
        description="[lowest, highest] of each point, so that a mean hides no spike; null when `step` is 0"
    )


class ConnectionsQuery(PageQuery):
    from_: SensibleTime | None = Field(default=None, alias="from", description="default: a week before `to`")
    to: SensibleTime | None = Field(default=None, description="default: now")


class ConnectionChangeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    at: Moment
    connection: Connection
    reason: Literal["reading", "silent", "retired"] = Field(
        description="it spoke; it missed three readings; it was taken out of service"
    )


class ConnectionsOut(BaseModel):
    items: list[ConnectionChangeOut] = Field(description="newest first")
    next_cursor: str | None
    uptime: float | None = Field(
        description="share (0…1) of the range, as far as it is past and the kiosk was registered, that it was online;"
        " null when nothing of the range is"
    )


class Rejected(BaseModel):
    seq: Any
    code: str


class TelemetryOut(BaseModel):
    ok: bool
    accepted: int
    duplicate: int
    rejected: list[Rejected]
