"""Kiosks that connect, many at a time: after an outage the whole fleet does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from common.database import transaction
from common.outbox import record
from kiosk_service.models import Kiosk
from kiosk_service.repositories import kiosks
from kiosk_service.services.events import changed


@dataclass(frozen=True)
class Introduction:
    """What a kiosk says of itself; None is what it does not say."""

    kiosk_id: int
    serial: str | None
    capabilities: Mapping[str, Any] | None
    firmware: str | None


def note_joins(session: Session, introductions: Sequence[Introduction]) -> list[Kiosk | str]:
    """Keep what each kiosk says of itself. For each in turn: the kiosk, or the code of why it is not let in.

    `kiosk_not_found`, also for one that is not active; `wrong_serial`, when it says that it is another.
    """
    with transaction(session):
        found = kiosks.find_many(session, [introduction.kiosk_id for introduction in introductions])
        answers = [_judge(found.get(introduction.kiosk_id), introduction) for introduction in introductions]
        # Few have news; only they are locked, by their ids, so that two batches cannot wait for each other.
        news = [
            introduction
            for introduction, answer in zip(introductions, answers, strict=True)
            if isinstance(answer, Kiosk) and _news(answer, introduction)
        ]
        for introduction in sorted(news, key=lambda introduction: introduction.kiosk_id):
            _keep(session, introduction)
    return answers


def _judge(kiosk: Kiosk | None, introduction: Introduction) -> Kiosk | str:
    if kiosk is None or kiosk.lifecycle != "active":
        return "kiosk_not_found"
    return kiosk if introduction.serial in (None, kiosk.serial) else "wrong_serial"


def _keep(session: Session, introduction: Introduction) -> None:
    kiosk = kiosks.find_locked(session, introduction.kiosk_id)
    if kiosk is not None and (news := _news(kiosk, introduction)):
        for name, value in news.items():
            setattr(kiosk, name, value)
        record(session, changed("kiosk.changed", kiosk))


def _news(kiosk: Kiosk, introduction: Introduction) -> dict[str, Any]:
    """What is said and differs from what is known. Silence takes nothing back."""
    said = {"capabilities": introduction.capabilities, "firmware": introduction.firmware}
    return {name: value for name, value in said.items() if value is not None and value != getattr(kiosk, name)}
