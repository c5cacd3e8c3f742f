"""The copy of sales: filled from payment_service itself, then kept right by events, each payment once."""

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from ai_service.gateways.payments import PaymentService
from ai_service.repositories.sales import days_of
from ai_service.services import sales
from common.database import db, session_scope
from common.errors import Unavailable
from common.events import Event
from common.service import Service
from common.service_client import ServiceClient
from common.testing.services import INTERNAL_SECRET

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
# What a test commits stays, so each has kiosks of its own.
numbers = itertools.count(7001)
Pay = Callable[..., dict[str, object]]


@pytest.fixture
def kiosk() -> int:
    return next(numbers)


@pytest.fixture(scope="session")
def payment_service(built: Callable[[str], Service]) -> Iterator[tuple[Service, str]]:
    """The real one, serving, with the address it listens at."""
    service = built("payment_service")
    server = make_server("127.0.0.1", 0, service, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield service, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def source(payment_service: tuple[Service, str]) -> PaymentService:
    client = ServiceClient("ai_service", "payment_service", payment_service[1], INTERNAL_SECRET)
    return PaymentService(client, ZONE.key)


@pytest.fixture
def pay(payment_service: tuple[Service, str], kiosk: int) -> Pay:
    """Put a captured payment where payment_service has it; the answer is the data of its event."""

    def insert(at: str, amount: str = "10.00", currency: str = "ARS", status: str = "captured") -> dict[str, object]:
        row = {"kiosk_id": kiosk, "amount": amount, "currency": currency, "status": status, "occurred_at": at}
        with payment_service[0].app_context(), session_scope() as session:
            query = (
                "INSERT INTO payments (kiosk_id, amount, currency, method, status, occurred_at)"
                " VALUES (:kiosk_id, :amount, :currency, 'cash', :status, :occurred_at) RETURNING id"
            )
            row["payment_id"] = session.scalar(text(query), row)
            session.commit()
        return {**row, "method": "cash", "demo": True}

    return insert


@pytest.fixture
def session(committing_app: Service) -> Iterator[Session]:
    yield db.session()
    db.session.remove()


def captured(data: dict[str, object]) -> Event:
    return Event("payment.captured", "payment_service", f"payment:{data['payment_id']}", data)


def known(session: Session, kiosk: int) -> list[tuple[date, str, Decimal, int]]:
    rows = days_of(session, kiosk, date(2000, 1, 1), date(2100, 1, 1))
    session.rollback()
    return [(row.day, row.currency, row.amount, row.payments) for row in rows]


def settle(session: Session, source: PaymentService) -> None:
    """Until nobody is behind."""
    while sales.catch_up(session, source):
        pass


def test_history_is_fetched_as_days_of_the_kiosks_own_clock(
    session: Session, source: PaymentService, pay: Pay, kiosk: int
) -> None:
    pay("2026-03-02T02:59:59Z")  # still the first of March in Buenos Aires
    pay("2026-03-02T03:00:00Z", "2.50")
    pay("2026-03-02T12:00:00Z", "1500", "CLP")
    pay("2026-03-02T12:00:00Z", status="failed")
    settle(session, source)
    assert known(session, kiosk) == [
        (date(2026, 3, 1), "ARS", Decimal("10.00"), 1),
        (date(2026, 3, 2), "ARS", Decimal("2.50"), 1),
        (date(2026, 3, 2), "CLP", Decimal("1500"), 1),
    ]
    rows = days_of(session, kiosk, date(2026, 3, 1), date(2026, 3, 3))
    assert [row.cash for row in rows] == [row.amount for row in rows], "all of it was paid in cash"


def test_fetching_history_again_changes_nothing_and_asks_for_nobody(
    session: Session, source: PaymentService, pay: Pay, kiosk: int
) -> None:
    pay("2026-03-02T12:00:00Z")
    settle(session, source)
    before = known(session, kiosk)
    assert sales.catch_up(session, source) == 0
    assert known(session, kiosk) == before


def test_a_payment_counts_once_however_often_its_event_comes(
    session: Session, source: PaymentService, pay: Pay, kiosk: int
) -> None:
    events = [captured(pay("2026-03-02T12:00:00Z")), captured(pay("2026-03-02T13:00:00Z"))]
    for event in [*events, *events]:
        sales.note_payment(session, event, ZONE)
    assert sales.refresh_due(session, source) == 1
    settle(session, source)
    sales.note_payment(session, events[0], ZONE)
    sales.refresh_due(session, source)
    assert known(session, kiosk) == [(date(2026, 3, 2), "ARS", Decimal("20.00"), 2)]


def test_what_was_taken_back_is_gone(
    session: Session, source: PaymentService, pay: Pay, kiosk: int, payment_service: tuple[Service, str]
) -> None:
    paid = pay("2026-03-02T12:00:00Z")
    settle(session, source)
    with payment_service[0].app_context(), session_scope() as theirs:
        theirs.execute(text("UPDATE payments SET status = 'refunded' WHERE id = :id"), {"id": paid["payment_id"]})
        theirs.commit()
    sales.note_payment(session, captured(paid), ZONE)
    sales.refresh_due(session, source)
    assert known(session, kiosk) == []


def test_a_day_that_changes_while_it_is_asked_for_is_asked_for_again(
    session: Session, source: PaymentService, pay: Pay, kiosk: int
) -> None:
    paid = captured(pay("2026-03-02T12:00:00Z"))

    class Slow:
        """While it answers, another sale comes."""

        def counts(self) -> dict[int, int]:
            return source.counts()

        def days(self, kiosk_id: int, start: date, end: date) -> object:
            answer = source.days(kiosk_id, start, end)
            sales.note_payment(session, captured(pay("2026-03-02T12:30:00Z")), ZONE)
            return answer

    sales.note_payment(session, paid, ZONE)
    sales.refresh_due(session, Slow())  # type: ignore[arg-type]
    assert known(session, kiosk)[0][3] == 1
    assert sales.refresh_due(session, source) == 1
    assert known(session, kiosk)[0][3] == 2
    assert sales.refresh_due(session, source) == 0


def test_while_payment_service_is_away_what_changed_is_kept(
    session: Session, source: PaymentService, pay: Pay, kiosk: int
) -> None:
    sales.note_payment(session, captured(pay("2026-03-02T12:00:00Z")), ZONE)
    nobody = PaymentService(
        ServiceClient("ai_service", "payment_service", "http://127.0.0.1:9", INTERNAL_SECRET), ZONE.key
    )
    with pytest.raises(Unavailable):
        sales.refresh_due(session, nobody)
    sales.refresh_due(session, source)
    assert [row[3] for row in known(session, kiosk)] == [1]


def test_the_first_day_and_the_last_are_whole(source: PaymentService, pay: Pay, kiosk: int) -> None:
    for hour in range(24):
        pay(datetime(2026, 3, 2, hour, tzinfo=ZONE).isoformat())
    (day,) = source.days(kiosk, date(2026, 3, 2), date(2026, 3, 3))
    assert (day.day, day.payments) == (date(2026, 3, 2), 24)
