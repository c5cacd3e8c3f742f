"""Whose sales are asked for: a kiosk's, a group's or the fleet's, as far as the caller may see them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ai_service.models.forecasts import FLEET, GROUP, KIOSK
from ai_service.repositories import kiosks
from common.errors import NotFound
from common.kiosk_access import READ_ALL_KIOSKS
from common.tokens import Principal


@dataclass(frozen=True)
class Subject:
    """A kiosk, a group, or the fleet when both are None."""

    kiosk_id: int | None = None
    group: str | None = None

    @property
    def kind(self) -> str:
        return KIOSK if self.kiosk_id is not None else GROUP if self.group is not None else FLEET

    @property
    def key(self) -> str:
        """The name under which its forecasts are kept."""
        return str(self.kiosk_id) if self.kiosk_id is not None else self.group or ""


@dataclass(frozen=True)
class Seen:
    """A subject as one caller sees it. `whole`: nothing of it is hidden from them, so that its own sums hold."""

    subject: Subject
    kiosk_ids: list[int]
    whole: bool


def seen_by(session: Session, principal: Principal, subject: Subject) -> Seen:
    """The kiosks of a subject that the caller may see.

    Raises:
        NotFound: `kiosk_not_found` or `group_not_found`.
    """
    if subject.kiosk_id is not None:
        require_visible(session, principal, subject.kiosk_id)
        return Seen(subject, [subject.kiosk_id], whole=True)
    found = [kiosk.id for kiosk in kiosks.seen_by(session, principal, subject.group)]
    if subject.group is not None and not found:
        raise NotFound("group_not_found")
    return Seen(subject, found, whole=principal.may(READ_ALL_KIOSKS))


def require_visible(session: Session, principal: Principal, kiosk_id: int) -> None:
    """Raises NotFound `kiosk_not_found` unless the caller may see the kiosk."""
    if not kiosks.is_visible(session, principal, kiosk_id):
        raise NotFound("kiosk_not_found")
