"""The kiosks there are, as the projection of access knows them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kiosk_access import ACCESS, visible
from common.tokens import Principal

RETIRED = "retired"


class KnownKiosk(NamedTuple):
    id: int
    name: str
    group: str | None
    lifecycle: str


_COLUMNS = (ACCESS.c.kiosk_id, ACCESS.c.name, ACCESS.c.group_name, ACCESS.c.lifecycle)


def is_visible(session: Session, principal: Principal, kiosk_id: int) -> bool:
    query = select(ACCESS.c.kiosk_id).where(ACCESS.c.kiosk_id == kiosk_id, visible(principal, ACCESS.c.kiosk_id))
    return session.scalar(query) is not None


def seen_by(session: Session, principal: Principal, group: str | None) -> list[KnownKiosk]:
    """The kiosks that the caller may see, of one group or of all, by id."""
    query = select(*_COLUMNS).where(visible(principal, ACCESS.c.kiosk_id)).order_by(ACCESS.c.kiosk_id)
    if group is not None:
        query = query.where(ACCESS.c.group_name == group)
    return [KnownKiosk(*row) for row in session.execute(query)]


def every(session: Session) -> Sequence[KnownKiosk]:
    """All kiosks that are known, by id."""
    return [KnownKiosk(*row) for row in session.execute(select(*_COLUMNS).order_by(ACCESS.c.kiosk_id))]
