"""Request and response models of kiosk_service."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from common.fields import Line, Moment, Text
from common.pages import PageQuery
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
    """What a partial update may name; what it leaves out stays."""

    name: Name | None = None
    location: Place | None = None
    model: Annotated[Line, Field(max_length=80)] | None = None
    group: Annotated[Line, Field(min_length=1, max_length=80)] | None = None
    tags: list[Tag] | None = Field(default=None, max_length=50)
    assigned_location: Point | None = None
    interval: Interval | None = None

    @model_validator(mode="after")
    def _keep_required(self) -> Self:
        for name in self.model_fields_set & {"name", "location", "model", "tags", "interval"}:
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


class KioskList(BaseModel):
    items: list[KioskWithReading]
    next_cursor: str | None
    total: int


class KioskQuery(PageQuery):
    q: Annotated[Line, Field(max_length=120)] | None = Field(
        default=None, description="part of name, code, serial or place"
    )
    status: Status | None = None
    group: Annotated[Line, Field(max_length=80)] | None = None
    include: Literal["reading"] | None = None


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


class EnrolIn(BaseModel):
    serial: Annotated[Text, Field(min_length=1, max_length=64)]
    enrolment_token: str = Field(min_length=1, max_length=200)


class EnrolOut(BaseModel):
    kiosk_id: int
    device_key: str = Field(description="kept by the kiosk; the server keeps only its hash")


class DeviceKeyIn(BaseModel):
    serial: Annotated[Text, Field(min_length=1, max_length=64)]
    device_key: str = Field(min_length=1, max_length=200)


class DeviceTokenOut(BaseModel):
    token: str
    expires_in: int = Field(description="seconds")
    realtime_url: str


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
