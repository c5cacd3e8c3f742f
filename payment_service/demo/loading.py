"""Puts the past sales of the demo kiosks into the database, with their ledger entries, each kiosk's once."""

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from common.database import take_turns, transaction
from payment_service.demo.history import CURRENCY, PastSale, past_sales
from payment_service.models import Payment
from payment_service.services.ledger import CAPTURE, capture_lines

ADVISORY_LOCK = 0x4B10_5C07
KEYS = "demo:%"


@dataclass(frozen=True)
class DemoKiosk:
    """A kiosk that gets a past."""

    kiosk_id: int
    serial: str
    kind: str


def load_history(session: Session, kiosks: Sequence[DemoKiosk], now: datetime) -> int:
    """Give a past to each of the kiosks that has none yet; returns how many payments were made.

    One transaction: either all of it is there, or nothing. The ledger's own checks apply as to any payment.
    Others are not told of these payments one by one: nobody wants news of four months ago.
    """
    with transaction(session):
        take_turns(session, ADVISORY_LOCK)
        session.execute(text("SET LOCAL statement_timeout = 0"))
        have = set(session.scalars(select(Payment.kiosk_id).where(Payment.idempotency_key.like(KEYS)).distinct()))
        sales = [
            (kiosk.kiosk_id, sale)
            for kiosk in kiosks
            if kiosk.kiosk_id not in have
            for sale in past_sales(kiosk.serial, kiosk.kind, now)
        ]
        # In the order of time, so that ids and the list's default order are, too.
        sales.sort(key=lambda pair: pair[1].occurred_at)
        payment_ids = _reserve(session, "payments_id_seq", len(sales))
        transaction_ids = _reserve(session, "ledger_transactions_id_seq", len(sales))
        _copy_payments(session, payment_ids, sales)
        _copy_ledger(session, payment_ids, transaction_ids, sales)
    return len(sales)


def _copy_payments(session: Session, ids: Sequence[int], sales: Sequence[tuple[int, PastSale]]) -> None:
    columns = "id, kiosk_id, idempotency_key, amount, currency, method, status, items, occurred_at, created_at, demo"
    rows = (
        f"{payment_id}\t{kiosk_id}\t{sale.key}\t{sale.amount}\t{CURRENCY}\t{sale.method}\tcaptured"
        f"\t{_items(sale)}\t{sale.occurred_at.isoformat()}\t{sale.occurred_at.isoformat()}\tt\n"
        for payment_id, (kiosk_id, sale) in zip(ids, sales, strict=True)
    )
    _copy(session, f"payments ({columns})", rows)


def _copy_ledger(
    session: Session, payment_ids: Sequence[int], transaction_ids: Sequence[int], sales: Sequence[tuple[int, PastSale]]
) -> None:
    transactions = (
        f"{transaction_id}\t{payment_id}\t{CAPTURE}\t{sale.occurred_at.isoformat()}\n"
        for transaction_id, payment_id, (_, sale) in zip(transaction_ids, payment_ids, sales, strict=True)
    )
    _copy(session, "ledger_transactions (id, payment_id, kind, at)", transactions)
    entries = (
        f"{transaction_id}\t{line}\t{kiosk_id}\t{account}\t{CURRENCY}\t{amount}\n"
        for transaction_id, (kiosk_id, sale) in zip(transaction_ids, sales, strict=True)
        for line, (account, amount) in enumerate(capture_lines(sale.method, sale.amount), 1)
    )
    _copy(session, "ledger_entries (transaction_id, line, kiosk_id, account, currency, amount)", entries)


def _items(sale: PastSale) -> str:
    item = {"name": sale.name, "quantity": sale.quantity, "unit_price": sale.unit_price}
    return json.dumps([item], ensure_ascii=False)


def _reserve(session: Session, sequence: str, count: int) -> Sequence[int]:
    """Numbers that nobody else gets, as other payments may be made meanwhile."""
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return session.scalars(drawn).all()


def _copy(session: Session, target: str, rows: Iterable[str]) -> None:
    cursor = session.connection().connection.cursor()
    # The target is ours, not input.
    cursor.copy_expert(f"COPY {target} FROM STDIN", io.StringIO("".join(rows)))
    cursor.close()
