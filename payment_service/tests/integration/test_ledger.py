"""The ledger: it always sums to zero, and what is written stays written; the database itself sees to it."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from common.database import db
from common.events import utc_now
from common.service import Service
from common.testing.fixtures import SignAs
from payment_service.models import METHODS, LedgerEntry, LedgerTransaction, Payment
from payment_service.services.money import DIGITS, amount_text
from payment_service.tests.integration.conftest import MakeKiosk
from payment_service.tests.integration.sending import CREATE

Lines = Sequence[tuple[str, Decimal]]

amounts = st.decimals(Decimal("-999999999.99"), Decimal("999999999.99"), places=2).filter(bool)
currencies = st.sampled_from(sorted(DIGITS))


def write(session: Session, kiosk_id: int, lines: Lines) -> None:
    """Write entries as they are, whatever they sum to."""
    payment = Payment(
        kiosk_id=kiosk_id, amount=Decimal(1), currency="ARS", method="cash", status="captured", occurred_at=utc_now()
    )
    session.add(payment)
    session.flush()
    transaction = LedgerTransaction(payment_id=payment.id, kind="capture", at=utc_now())
    session.add(transaction)
    session.flush()
    for line, (currency, amount) in enumerate(lines, 1):
        account = {"kiosk_id": kiosk_id, "account": "a", "currency": currency}
        session.add(LedgerEntry(transaction_id=transaction.id, line=line, amount=amount, **account))
    session.flush()


def post(kiosk_id: int, lines: Lines) -> None:
    """Write entries and have them checked as at a commit."""
    session = db.session()
    write(session, kiosk_id, lines)
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(halves=st.lists(st.tuples(st.sampled_from(["ARS", "USD"]), amounts), min_size=1, max_size=5))
def test_what_sums_to_zero_in_each_currency_is_taken(app: Service, kiosk_id: int, halves: Lines) -> None:
    post(kiosk_id, [*halves, *((currency, -amount) for currency, amount in halves)])
    db.session.rollback()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(halves=st.lists(st.tuples(st.sampled_from(["ARS", "USD"]), amounts), min_size=1, max_size=5), off=amounts)
def test_what_does_not_is_refused(app: Service, kiosk_id: int, halves: Lines, off: Decimal) -> None:
    lines = [*halves, *((currency, -amount) for currency, amount in halves), ("ARS", off)]
    with pytest.raises(IntegrityError, match="does not sum to zero"):
        post(kiosk_id, lines)
    db.session.rollback()


def test_one_currency_does_not_make_up_for_another(app: Service, kiosk_id: int) -> None:
    with pytest.raises(IntegrityError, match="does not sum to zero"):
        post(kiosk_id, [("ARS", Decimal(5)), ("USD", Decimal(-5))])


def test_an_unbalanced_transaction_does_not_survive_its_commit(committing_app: Service, kiosk_id: int) -> None:
    session = db.session()
    write(session, kiosk_id, [("ARS", Decimal(-1))])
    with pytest.raises(IntegrityError, match="does not sum to zero"):
        session.commit()
    session.rollback()
    assert session.scalar(select(func.count()).where(Payment.kiosk_id == kiosk_id)) == 0


@pytest.mark.parametrize("table", ["ledger_entries", "ledger_transactions"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET {} = {}"])
def test_what_is_written_stays_written(app: Service, table: str, change: str) -> None:
    column = "amount" if table == "ledger_entries" else "kind"
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(change.format(table, column, column)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sales=st.lists(st.tuples(st.sampled_from(METHODS), currencies, st.integers(1, 10**12 - 1)), min_size=1, max_size=4)
)
def test_whatever_is_sold_the_books_balance_and_agree_with_the_payments(
    client: FlaskClient, token: SignAs, make_kiosk: MakeKiosk, sales: list[tuple[str, str, int]]
) -> None:
    kiosk_id = make_kiosk()
    paid: dict[tuple[str, str], Decimal] = {}
    for method, currency, units in sales:
        amount = Decimal(units).scaleb(-DIGITS[currency])
        sent = {"kiosk_id": kiosk_id, "amount": amount_text(amount, currency), "currency": currency, "method": method}
        assert client.post("/payments", json=sent, headers=token(*CREATE)).status_code == 201
        paid[method, currency] = paid.get((method, currency), Decimal()) + amount
    balances = {
        (account, currency): balance
        for account, currency, balance in db.session.execute(
            select(LedgerEntry.account, LedgerEntry.currency, func.sum(LedgerEntry.amount))
            .where(LedgerEntry.kiosk_id == kiosk_id)
            .group_by(LedgerEntry.account, LedgerEntry.currency)
        )
    }
    for (method, currency), amount in paid.items():
        account = "cash_in_box" if method == "cash" else f"{method}_clearing"
        assert balances.pop((account, currency)) == amount
    sold: dict[str, Decimal] = {}
    for (_, currency), amount in paid.items():
        sold[currency] = sold.get(currency, Decimal()) - amount
    assert balances == {("sales", currency): amount for currency, amount in sold.items()}
