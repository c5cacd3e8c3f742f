"""Request and response models of notification_service."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.fields import Moment
from common.pages import PageQuery

State = Literal["queued", "sent", "failed"]


class TestEmailIn(BaseModel):
    __test__ = False  # pytest: this is no test

    to: Annotated[str, Field(min_length=3, max_length=254, examples=["someone@example.com"])]


class DeliveryOut(BaseModel):
    """One message to one address. Its text is not shown: it may hold secrets."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    channel: Literal["email"]
    to: str
    subject: str
    template: str | None
    language: str | None
    state: State
    attempts: int = Field(description="tries since it was queued")
    error: str | None = Field(description="why the last try failed, as a stable code")
    error_detail: str | None = Field(description="what the mail server said")
    due_at: Moment = Field(description="while queued: when it is handed to a worker next")
    requested_by: int | None
    created_at: Moment
    sent_at: Moment | None


class DeliveryWritten(BaseModel):
    message: str
    delivery: DeliveryOut


class DeliveryList(BaseModel):
    items: list[DeliveryOut]
    next_cursor: str | None


class DeliveryQuery(PageQuery):
    state: State | None = None
    sort: Literal["id", "-id"] = "id"


class KeptMailOut(BaseModel):
    """A mail that the local mail server of a demo has received."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="when it came, in microseconds since 1970")
    sender: str
    to: str
    subject: str
    received_at: Moment


class KeptMailDetail(KeptMailOut):
    body: str


class KeptMailList(BaseModel):
    """Newest first."""

    items: list[KeptMailOut]
    next_cursor: str | None
