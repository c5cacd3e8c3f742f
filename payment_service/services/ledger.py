"""The double-entry ledger: every movement of money is a transaction whose entries sum to zero.

Each kiosk has its own accounts. What customers paid is a debit where the money is (the cash box, or the clearing
account of whoever owes it to us) and a credit on sales. The database refuses transactions that do not sum to zero,
and any change to what is written (migration 0002).
"""

from decimal import Decimal

from sqlalchemy.orm import Session

from payment_service.models import LedgerEntry, LedgerTransaction, Payment

CAPTURE = "capture"
SALES = "sales"
MONEY_ACCOUNT = {
    "cash": "cash_in_box",
    "card": "card_clearing",
    "qr": "qr_clearing",
    "voucher": "voucher_clearing",
}
"""Method → the account where its money is."""

Line = tuple[str, Decimal]


def capture_lines(method: str, amount: Decimal) -> tuple[Line, Line]:
    """What a capture books, as (account, amount): a debit is positive, a credit negative."""
    return (MONEY_ACCOUNT[method], amount), (SALES, -amount)


def post_capture(session: Session, payment: Payment) -> None:
    """Book a captured payment at the time when it was paid."""
    transaction = LedgerTransaction(payment_id=payment.id, kind=CAPTURE, at=payment.occurred_at)
    session.add(transaction)
    session.flush()
    session.add_all(
        LedgerEntry(
            transaction_id=transaction.id,
            line=line,
            kiosk_id=payment.kiosk_id,
            account=account,
            currency=payment.currency,
            amount=amount,
        )
        for line, (account, amount) in enumerate(capture_lines(payment.method, payment.amount), 1)
    )
