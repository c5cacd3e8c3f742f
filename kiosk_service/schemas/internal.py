"""What other services ask for, and are answered."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from common.fields import Line, Moment
from common.pages import MAX_BIGINT, MAX_LIMIT
from kiosk_service.schemas.kiosks import Capabilities, Point

MAX_JOINS = 100


class Introduction(BaseModel):
    """What a kiosk says of itself when it joins; what it leaves out is as before."""

    kiosk_id: int
    serial: str | None = None
    capabilities: Capabilities | None = None
    firmware: Annotated[Line, Field(max_length=80)] | None = None


class KioskConfig(BaseModel):
    """What a kiosk is told to go by."""

    interval: int
    assigned_location: Point | None
    thresholds: dict[str, float]


class JoinsIn(BaseModel):
    """Each is checked by itself: one that makes no sense must not keep the others out."""

    kiosks: list[dict[str, Any]] = Field(max_length=MAX_JOINS)


class Join(BaseModel):
    code: str | None = Field(default=None, description="why the kiosk is not let in; the rest is not there then")
    group: str | None = None
    config: KioskConfig | None = None
    last_seq: int | None = Field(default=None, description="of the database, -1 for none")


class JoinsOut(BaseModel):
    joins: list[Join] = Field(description="in the order of the question")


class AccessOut(BaseModel):
    visible: bool


class KioskAccess(BaseModel):
    """What other services keep of a kiosk, as in `kiosk.access_changed`."""

    kiosk_id: int
    assigned_to: int | None
    name: str
    group: str | None
    lifecycle: str
    at: Moment = Field(description="of the change; an event that is older says nothing new")


class AccessQuery(BaseModel):
    after: int = Field(default=0, ge=0, le=MAX_BIGINT)
    limit: int = Field(default=MAX_LIMIT, ge=1, le=MAX_LIMIT)


class AccessPage(BaseModel):
    items: list[KioskAccess]
    next_after: int | None
