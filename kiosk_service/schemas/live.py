"""Kiosks as they are now, in the shapes of the socket events `kiosk_status` and `kiosk_telemetry`."""

from typing import Any

from pydantic import BaseModel, Field

from common.fields import Moment
from common.pages import MAX_BIGINT, MAX_LIMIT


class LiveStatus(BaseModel):
    kiosk_id: int
    status: str
    connection: str
    mode: str
    last_seen_at: Moment | None
    at: Moment


class LiveKiosk(BaseModel):
    status: LiveStatus
    reading: dict[str, Any] | None = Field(
        description="as the kiosk sent it, with `received_at`; None before its first"
    )


class LiveQuery(BaseModel):
    group: str | None = Field(default=None, max_length=80)
    after: int = Field(default=0, ge=0, le=MAX_BIGINT)
    limit: int = Field(default=MAX_LIMIT, ge=1, le=MAX_LIMIT)


class LivePage(BaseModel):
    items: list[LiveKiosk]
    next_after: int | None
