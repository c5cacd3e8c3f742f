"""What asks for a mail to be sent: it becomes a delivery, once, or is refused in plain sight."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy.orm import Session

from common.database import transaction
from common.errors import Invalid
from common.events import Event
from common.outbox import record
from notification_service.models import Delivery
from notification_service.repositories import deliveries
from notification_service.services.addresses import checked_address
from notification_service.services.templates import TEMPLATES, render

SOURCE = "notification_service"
EMAIL = "email"
LONGEST_SUBJECT = 200


class Wish(BaseModel):
    """The data of a `notification.requested` event."""

    channel: Literal["email"]
    to: str = Field(max_length=1000)
    template: str = Field(max_length=80)
    language: str = "es"
    data: dict[str, str | int] = Field(default_factory=dict)


@dataclass(frozen=True)
class FromTemplate:
    """A mail to be written from a template."""

    to: str
    template: str
    language: str
    data: Mapping[str, object] = field(default_factory=dict)
    requested_by: int | None = None


def queue_mail(session: Session, key: str, wish: FromTemplate) -> Delivery:
    """Queue a mail from a template; the same `key` queues it once.

    Raises:
        Invalid: `address_invalid`, `template_unknown` or `template_data_missing`.
    """
    to = checked_address(wish.to)
    words = render(wish.template, wish.language, wish.data)
    values = {
        "template": wish.template,
        "language": wish.language[:8],
        "private": TEMPLATES[wish.template].private,
        "requested_by": wish.requested_by,
    }
    return _add(session, key, to, words.subject, words.body, **values)


def queue_written_mail(session: Session, key: str, to: str, subject: str, body: str) -> Delivery:
    """Queue a mail whose words are there already; the same `key` queues it once.

    Raises:
        Invalid: `address_invalid`.
    """
    return _add(session, key, checked_address(to), subject, body)


def queue_requested(session: Session, event: Event) -> None:
    """Queue what a `notification.requested` event asks for. One that cannot be sent is answered with
    `notification.failed`: to try again would help nobody."""
    try:
        wish = Wish.model_validate(event.data)
        mail = FromTemplate(wish.to, wish.template, wish.language, wish.data)
        queue_mail(session, f"event:{event.id}", mail)
    except ValidationError:
        _refuse(session, event, "request_invalid")
    except Invalid as error:
        _refuse(session, event, error.code)


def _refuse(session: Session, event: Event, code: str) -> None:
    data = {"delivery_id": None, "requested_by_event": event.id, "error": code}
    with transaction(session):
        record(session, Event("notification.failed", SOURCE, event.subject, data))


def _add(session: Session, key: str, to: str, subject: str, body: str, **values: object) -> Delivery:
    with transaction(session):
        return deliveries.add(
            session,
            {"key": key, "channel": EMAIL, "to": to, "subject": one_line(subject), "body": _storable(body), **values},
        )


def one_line(text: str) -> str:
    """The text as it may stand in a header: control characters and line breaks become spaces."""
    kept = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp", "Cs"} else char for char in text)
    return " ".join(kept.split())[:LONGEST_SUBJECT]


def _storable(text: str) -> str:
    """Without what neither a database nor a mail can hold: NUL and halves of characters."""
    return text.replace("\0", "").encode(errors="replace").decode()
