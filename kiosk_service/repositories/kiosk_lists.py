"""Lists of kiosks: who sees what, filters, search and order, so that 100,000 of them answer at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from common.pages import Page, PageQuery, paginate
from kiosk_service.models import Kiosk, KioskState

EXPORT_ROWS = 1000
FEW = 500

SORT_KEYS: Mapping[str, InstrumentedAttribute[Any]] = {
    "name": Kiosk.name_key,
    "created_at": Kiosk.created_at,
    # A hybrid stands for its expression like a column does.
    "last_seen_at": cast(InstrumentedAttribute[Any], Kiosk.seen_order),
}


@dataclass(frozen=True)
class Box:
    """A part of the Earth's surface in degrees; with `min_lng` above `max_lng` it crosses the 180th meridian."""

    min_lng: float
    min_lat: float
    max_lng: float
    max_lat: float


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None and empty leave everything in.

    Attributes:
        owner: only what is assigned to this person, for callers who may see no more.
        status: the derived status. Without it retired kiosks are left out.
        assigned_to: a person's id, or "none" for kiosks of nobody.
        text: a part of name, code, serial or place, whatever its capitals and accents.
        box: where the kiosk is: as assigned, or where it says it is when no place was assigned.
    """

    owner: int | None = None
    status: str | None = None
    group: str | None = None
    tag: str | None = None
    model: str | None = None
    assigned_to: int | Literal["none"] | None = None
    text: str | None = None
    box: Box | None = None


def page_of(session: Session, page: PageQuery, filters: Filters, sort: str = "id") -> tuple[Page[Kiosk], int]:
    """One page of the kiosks that fit, and how many fit in all.

    Args:
        sort: `id` or one of SORT_KEYS, with `-` in front for the reverse.
    """
    conditions = _conditions(filters)
    few = _ids_of_few(session, filters, conditions)
    if few is None:
        total = session.scalar(_joined(select(func.count()), filters).where(*conditions)) or 0
    else:
        total, conditions = len(few), [Kiosk.id.in_(few)]
    name = sort.removeprefix("-")
    keys = (Kiosk.id,) if name == "id" else (SORT_KEYS[name], Kiosk.id)
    query = select(Kiosk).join(Kiosk.state).where(*conditions)
    found = paginate(session, query, page, *keys, descending=sort.startswith("-"))
    return (_by_last_seen(found, sort) if name == "last_seen_at" else found), total


def _by_last_seen(page: Page[Kiosk], sort: str) -> Page[Kiosk]:
    """Kiosks that are online share one place in the order of pages, as it would change all the time; within a page
    they stand by their last reading like the others."""

    def key(kiosk: Kiosk) -> tuple[datetime, datetime, int]:
        return kiosk.seen_order, kiosk.state.last_seen_at or kiosk.seen_order, kiosk.id

    return Page(sorted(page.items, key=key, reverse=sort.startswith("-")), page.next_cursor)


def each(session: Session, filters: Filters) -> Iterator[Kiosk]:
    """Every kiosk that fits, by id, in constant memory.

    Read in pages with no transaction left open between them: whoever reads slowly holds nothing up.
    """
    query = select(Kiosk).join(Kiosk.state).where(*_conditions(filters)).order_by(Kiosk.id).limit(EXPORT_ROWS)
    last = 0
    while True:
        kiosks = session.scalars(query.where(Kiosk.id > last)).all()
        session.expunge_all()
        session.commit()
        yield from kiosks
        if len(kiosks) < EXPORT_ROWS:
            return
        last = kiosks[-1].id


def _ids_of_few(session: Session, filters: Filters, conditions: Sequence[ColumnElement[bool]]) -> list[int] | None:
    """Which kiosks fit when a search or a map finds few; None when it finds many or is not asked for.

    No index helps those two, so few are looked for only once, and many are met soon in any order.
    """
    if not filters.text and filters.box is None:
        return None
    found = session.scalars(_joined(select(Kiosk.id), filters).where(*conditions).limit(FEW + 1)).all()
    return list(found) if len(found) <= FEW else None


def _joined(query: Select[Any], filters: Filters) -> Select[Any]:
    """Counting needs the kiosks' states only for a filter that looks at them."""
    looks_at_states = filters.status in {"online", "offline"} or filters.box is not None
    query = query.select_from(Kiosk)
    return query.join(Kiosk.state) if looks_at_states else query


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [_has_status(filters.status)]
    if filters.owner is not None:
        conditions.append(Kiosk.assigned_to == filters.owner)
    if filters.group is not None:
        conditions.append(Kiosk.group == filters.group)
    if filters.tag is not None:
        conditions.append(Kiosk.tags.contains([filters.tag]))
    if filters.model is not None:
        conditions.append(Kiosk.model == filters.model)
    if filters.assigned_to == "none":
        conditions.append(Kiosk.assigned_to.is_(None))
    elif filters.assigned_to is not None:
        conditions.append(Kiosk.assigned_to == filters.assigned_to)
    if filters.text:
        conditions.append(Kiosk.search_text.like(_pattern(filters.text)))
    if filters.box is not None:
        conditions.append(_lies_in(filters.box))
    return conditions


def _pattern(text: str) -> ColumnElement[str]:
    """LIKE's wildcards are taken literally; escaped after folding, which may bring new ones (`％` becomes `%`)."""
    folded: ColumnElement[str] = func.fold(text)
    for wildcard in ("\\", "%", "_"):
        folded = func.replace(folded, wildcard, "\\" + wildcard)
    return "%" + folded + "%"


def _has_status(status: str | None) -> ColumnElement[bool]:
    """`status_of` turned round, into conditions that indexes know."""
    if status is None:
        return Kiosk.lifecycle != "retired"
    if status in {"registered", "retired"}:
        return Kiosk.lifecycle == status
    if status in {"online", "offline"}:
        return and_(Kiosk.lifecycle == "active", Kiosk.mode == "normal", KioskState.connection == status)
    return and_(Kiosk.lifecycle == "active", Kiosk.mode == status)


def _lies_in(box: Box) -> ColumnElement[bool]:
    assigned = _inside(box, Kiosk.assigned_lat, Kiosk.assigned_lng)
    real = _inside(box, KioskState.real_lat, KioskState.real_lng)
    return or_(assigned, and_(Kiosk.assigned_lat.is_(None), real))


def _inside(
    box: Box, lat: InstrumentedAttribute[float | None], lng: InstrumentedAttribute[float | None]
) -> ColumnElement[bool]:
    east, west = lng >= box.min_lng, lng <= box.max_lng
    return and_(
        lat.between(box.min_lat, box.max_lat), and_(east, west) if box.min_lng <= box.max_lng else or_(east, west)
    )
