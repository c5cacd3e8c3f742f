"""What other services ask for, and are answered."""

from typing import Annotated

from pydantic import (
    BaseModel,
    Field,
)

from common.fields import Line, Moment
from common.pages import MAX_BIGINT, MAX_LIMIT
from kiosk_service.schemas.kiosks import Capabilities, Point


class JoinIn(BaseModel):
    """What a kiosk says of itself when it joins."""

    serial: str | None = None
    capabilities: Capabilities = Field(default_factory=Capabilities)
    firmware: Annotated[Line, Field(max_length=80)] | None = None


class KioskConfig(BaseModel):
    """What a kiosk is told to go by."""

    interval: int
    assigned_location: Point | None


class JoinOut(BaseModel):
    group: str | None
    config: KioskConfig
    last_seq: int = Field(description="of the database, -1 for none")


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
