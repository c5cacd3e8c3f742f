"""Who may record payments at a kiosk, and who may see them."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from common import kiosk_access
from common.errors import Forbidden, NotFound
from common.kiosk_access import ACCESS
from common.tokens import Principal
from payment_service.gateways.kiosks import Kiosks
from payment_service.models import Payment

READ_ALL = "payments.read_all"


def require_recordable(session: Session, kiosks: Kiosks, principal: Principal, kiosk_id: int) -> None:
    """Refuse who may not record a payment at this kiosk.

    A kiosk's own token proves that the kiosk exists, even before its registration has been heard of here. For a person
    kiosk_service is asked about what may be news that has not come yet.

    Raises:
        Forbidden: `forbidden`, for a kiosk that speaks for another.
        NotFound: `kiosk_not_found`, when the person does not see the kiosk, or it is retired.
        Unavailable: `service_unavailable`, when kiosk_service cannot be asked.
    """
    if principal.kind == "device":
        if principal.id != kiosk_id:
            raise Forbidden("forbidden")
        return
    if _is_usable(session, principal, kiosk_id):
        return
    if access := kiosks.access(kiosk_id):
        kiosk_access.put(session, access, datetime.fromisoformat(access["at"]))
    if not _is_usable(session, principal, kiosk_id):
        raise NotFound("kiosk_not_found")


def _is_usable(session: Session, principal: Principal, kiosk_id: int) -> bool:
    # Under another name: `visible` looks into the same table.
    known = ACCESS.alias("known")
    usable = select(known.c.kiosk_id).where(
        known.c.kiosk_id == kiosk_id,
        known.c.lifecycle != "retired",
        kiosk_access.visible(principal, known.c.kiosk_id),
    )
    return session.scalar(usable) is not None


def visible_payments(principal: Principal) -> ColumnElement[bool]:
    """A condition for queries: payments on kiosks assigned to the person or recorded by them, or all."""
    return or_(
        kiosk_access.visible(principal, Payment.__table__.c.kiosk_id, READ_ALL),
        Payment.recorded_by == principal.id,
    )
