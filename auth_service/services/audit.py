"""Noting who did what, in the transaction that does it. Secrets never come in here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from auth_service.models import AuditEntry, User
from auth_service.repositories import audit as repository
from common import audit
from common.database import transaction
from common.events import Event
from common.request_id import current_request_id


@dataclass(frozen=True)
class Actor:
    """Who acts, and from where. Before sign-in, and for the system itself, there is no id."""

    id: int | None = None
    username: str | None = None
    permissions: frozenset[str] = frozenset()
    session_id: str | None = None
    address: str = ""
    user_agent: str = ""

    def as_user(self, user: User) -> "Actor":
        """The same visitor, now that it is known who they are."""
        return Actor(user.id, user.username, address=self.address, user_agent=self.user_agent)


SYSTEM = Actor(username=audit.SYSTEM)


def note(
    session: Session,
    actor: Actor,
    action: str,
    target: str | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the audit log.

    Args:
        action: such as `user.changed`.
        target: what it was done to, such as `user:7`.
        before, after: the fields that changed.
    """
    entry = AuditEntry(
        actor_id=actor.id,
        actor=actor.username,
        action=action,
        target=target,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        address=actor.address,
        user_agent=actor.user_agent,
        request_id=current_request_id(),
    )
    repository.add(session, entry)


def keep(session: Session, event: Event) -> None:
    """Add what another service noted (`common.audit`); once, however often the event comes."""
    entry = AuditEntry(
        event_id=event.id,
        at=datetime.fromisoformat(event.at),
        target=event.subject,
        request_id=event.request_id,
        **event.data,
    )
    with transaction(session):
        repository.add_once(session, entry)
