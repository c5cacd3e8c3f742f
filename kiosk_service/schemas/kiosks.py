"""Kiosks as they are registered, changed and shown."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from common.fields import Line, Moment
from common.pages import MAX_BIGINT
from kiosk_service.models import Kiosk
from kiosk_service.models.status import status_of

Status = Literal["registered", "online", "offline", "blocked", "maintenance", "restarting", "updating", "retired"]

Mode = Literal["normal", "blocked", "maintenance", "restarting", "updating"]


Tag = Annotated[Line, StringConstraints(min_length=1, max_length=40)]
Name = Annotated[Line, Field(min_length=1, max_length=120)]
Place = Annotated[Line, Field(min_length=1, max_length=300)]
Interval = Annotated[int, Field(ge=1, le=3600, description="seconds between readings")]


class Point(BaseModel):
    """A place on Earth in degrees (WGS 84)."""

    lat: float = Field(ge=-90, le=90)
    lng: float = Field(ge=-180, le=180)


class MeasuredPoint(Point):
    """Where the kiosk itself says it is; accuracy in metres."""

    accuracy: float | None
    at: str


class KioskIn(BaseModel):
    name: Name
    location: Place
    serial: Annotated[Line, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")] | None = None
    code: Annotated[Line, Field(min_length=4, max_length=32, pattern=r"^[A-Za-z0-9-]+$")] | None = None
    model: Annotated[Line, Field(max_length=80)] = ""
    group: Annotated[Line, Field(min_length=1, max_length=80)] | None = None
    tags: list[Tag] = Field(default_factory=list, max_length=50)
    assigned_location: Point | None = None
    interval: Interval = 5


class KioskChanges(BaseModel):
    """What a partial update may name; what it leaves out stays. Code and serial may be named but not changed."""

    code: Annotated[Line, Field(max_length=32)] | None = None
    serial: Annotated[Line, Field(max_length=64)] | None = None
    name: Name | None = None
    location: Place | None = None
    model: Annotated[Line, Field(max_length=80)] | None = None
    group: Annotated[Line, Field(min_length=1, max_length=80)] | None = None
    tags: list[Tag] | None = Field(default=None, max_length=50)
    assigned_location: Point | None = None
    interval: Interval | None = None

    @model_validator(mode="after")
    def _keep_required(self) -> Self:
        for name in self.model_fields_set - {"group", "assigned_location"}:
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        return self


Capability = Annotated[Line, Field(min_length=1, max_length=60)]


class Capabilities(BaseModel):
    sensors: list[Capability] = Field(default_factory=list, max_length=50)
    peripherals: list[Capability] = Field(default_factory=list, max_length=50)
    features: list[Capability] = Field(default_factory=list, max_length=50)


class ReadingOut(BaseModel):
    """The last reading as the kiosk sent it, without what the kiosk's address says already."""

    model_config = ConfigDict(extra="allow")

    seq: int
    timestamp: str
    received_at: str
    environmental: dict[str, Any] | None = None
    hardware: dict[str, Any] | None = None
    peripherals: dict[str, Any] | None = None
    location: dict[str, Any] | None = None
    network: dict[str, Any] | None = None


class KioskOut(BaseModel):
    id: int
    code: str
    serial: str
    name: str
    model: str
    location: str
    assigned_location: Point | None
    real_location: MeasuredPoint | None
    assigned_to: int | None
    group: str | None
    tags: list[str]
    status: Status
    lifecycle: Literal["registered", "active", "retired"]
    connection: Literal["online", "offline"]
    mode: Mode
    capabilities: Capabilities
    firmware: str | None
    interval: int
    last_seen_at: Moment | None
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, kiosk: Kiosk) -> "KioskOut":
        return cls(**_fields(kiosk))


class KioskWithReading(KioskOut):
    """`reading` is there when the list was asked for with `include=reading`."""

    reading: ReadingOut | None = None

    @classmethod
    def of(cls, kiosk: Kiosk, *, with_reading: bool = False) -> "KioskWithReading":
        return cls(**_fields(kiosk), reading=kiosk.state.reading if with_reading else None)


def _fields(kiosk: Kiosk) -> dict[str, Any]:
    state = kiosk.state
    return {
        **{name: getattr(kiosk, name) for name in KioskOut.model_fields if hasattr(kiosk, name)},
        "assigned_location": assigned_location(kiosk),
        "real_location": _real_location(state.reading),
        "status": status_of(kiosk.lifecycle, kiosk.mode, state.connection),
        "connection": state.connection,
        "last_seen_at": state.last_seen_at,
    }


def assigned_location(kiosk: Kiosk) -> dict[str, float] | None:
    if kiosk.assigned_lat is None or kiosk.assigned_lng is None:
        return None
    return {"lat": kiosk.assigned_lat, "lng": kiosk.assigned_lng}


def _real_location(reading: dict[str, Any] | None) -> dict[str, Any] | None:
    location = (reading or {}).get("location") or {}
    if reading is None or location.get("lat") is None or location.get("lng") is None:
        return None
    return {
        "lat": location["lat"],
        "lng": location["lng"],
        "accuracy": location.get("accuracy"),
        "at": reading["timestamp"],
    }


class AssignIn(BaseModel):
    """A scanned kiosk and whose it shall be; without `user_id` the caller's."""

    code: Annotated[Line, Field(min_length=1, max_length=500)] = Field(description="the code or its whole address")
    user_id: int | None = Field(default=None, ge=1, le=MAX_BIGINT)
    location: Place | Point | None = Field(default=None, description="where it stands: words, or a point")

    def place(self) -> dict[str, Any]:
        """The columns of the new place, if one was given."""
        if self.location is None:
            return {}
        if isinstance(self.location, Point):
            return {"assigned_lat": self.location.lat, "assigned_lng": self.location.lng}
        return {"location": self.location}


class KioskWritten(BaseModel):
    message: str
    kiosk: KioskOut


class EnrolmentOut(BaseModel):
    """An enrolment token, shown this once."""

    message: str
    enrolment_token: str
    enrolment_expires_at: Moment


class KioskRegistered(EnrolmentOut):
    kiosk: KioskOut
