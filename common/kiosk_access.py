"""Who may see which kiosk, as other services than kiosk_service know it: a projection fed by `kiosk.access_changed`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, MetaData, String, Table, exists, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.types import DateTime

from common.database import transaction
from common.events import Event
from common.tokens import Principal

EVENT = "kiosk.access_changed"
READ_ALL_KIOSKS = "kiosks.read_all"


def kiosk_access_table(metadata: MetaData) -> Table:
    """The table `kiosk_access`, declared among a service's own tables."""
    return Table(
        "kiosk_access",
        metadata,
        Column("kiosk_id", Integer, primary_key=True, autoincrement=False),
        Column("assigned_to", Integer, index=True),
        Column("name", String(120), nullable=False),
        Column("group_name", String(80)),
        Column("lifecycle", String(16), nullable=False),
        Column("changed_at", DateTime(timezone=True), nullable=False),
    )


ACCESS = kiosk_access_table(MetaData())


def project(session: Session, event: Event) -> None:
    """Take over what a `kiosk.access_changed` event says."""
    put(session, event.data, datetime.fromisoformat(event.at))


def put(session: Session, access: Mapping[str, Any], at: datetime) -> None:
    """Take over who may see a kiosk since `at`; what is older than what is known changes nothing."""
    values: dict[str, Any] = {
        "assigned_to": access["assigned_to"],
        "name": access["name"],
        "group_name": access["group"],
        "lifecycle": access["lifecycle"],
        "changed_at": at,
    }
    with transaction(session):
        session.execute(
            insert(ACCESS)
            .values(kiosk_id=access["kiosk_id"], **values)
            .on_conflict_do_update(
                index_elements=[ACCESS.c.kiosk_id],
                set_=values,
                where=ACCESS.c.changed_at <= values["changed_at"],
            )
        )


def visible(principal: Principal, kiosk_id: ColumnElement[int], read_all: str = READ_ALL_KIOSKS) -> ColumnElement[bool]:
    """A condition for queries: the row's kiosk is one that the caller may see.

    Args:
        kiosk_id: the column of the row that names its kiosk.
        read_all: the permission to see the rows of every kiosk.
    """
    if principal.may(read_all):
        return true()
    if principal.kind == "device":
        return kiosk_id == principal.id
    known = ACCESS.alias()  # apart from a query over the same table
    return exists().where(known.c.kiosk_id == kiosk_id, known.c.assigned_to == principal.id)
