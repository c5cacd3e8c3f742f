"""The envelope of every event on the stream `events`, and in each outbox."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from common.request_id import current_request_id

STREAM = "events"


def utc_now() -> datetime:
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """ISO-8601 in UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Event:
    """Something that happened. `subject` names what it happened to, such as `kiosk:7`."""

    type: str
    source: str
    subject: str
    data: Mapping[str, Any]
    version: int = 1
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    at: str = field(default_factory=lambda: iso(utc_now()))
    request_id: str | None = field(default_factory=current_request_id)

    def to_entry(self) -> dict[Any, Any]:
        """The fields of a stream entry."""
        return {b"event": orjson.dumps(asdict(self), default=str)}

    @classmethod
    def from_entry(cls, entry: Mapping[bytes, bytes]) -> "Event":
        return cls(**orjson.loads(entry[b"event"]))
