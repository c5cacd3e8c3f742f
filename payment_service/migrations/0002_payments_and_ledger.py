"""Payments, who may see which kiosk, and a ledger that the database itself keeps balanced and append-only.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from common.database import new_metadata
from common.kiosk_access import kiosk_access_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Checked when the transaction commits, once all of its entries are there.
BALANCE = """
CREATE FUNCTION ledger_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM ledger_entries WHERE transaction_id = NEW.transaction_id GROUP BY currency HAVING sum(amount) <> 0
  ) THEN
    RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_must_balance();
"""
APPEND_ONLY = """
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
"""


def upgrade() -> None:
    kiosk_access_table(new_metadata()).create(op.get_bind())
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200)),
        sa.Column("body_hash", sa.String(length=64)),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("items", JSONB, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("customer_email", sa.String(length=254)),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("recorded_by", sa.Integer()),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("kiosk_id", "idempotency_key", name="uq_payments_kiosk_id_idempotency_key"),
        sa.CheckConstraint("amount > 0", name="ck_payments_amount_positive"),
        sa.CheckConstraint("method IN ('cash', 'card', 'qr', 'voucher')", name="ck_payments_method_known"),
        sa.CheckConstraint(
            "status IN ('pending', 'authorized', 'captured', 'partially_refunded', 'refunded', 'failed', 'cancelled')",
            name="ck_payments_status_known",
        ),
    )
    op.create_index("ix_payments_kiosk_id_occurred_at", "payments", ["kiosk_id", "occurred_at"])
    op.create_index("ix_payments_occurred_at_id", "payments", ["occurred_at", "id"])
    op.create_index(
        "ix_payments_recorded_by",
        "payments",
        ["recorded_by"],
        postgresql_where=sa.text("recorded_by IS NOT NULL"),
    )
    op.create_table(
        "ledger_transactions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_ledger_transactions_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_transactions"),
    )
    op.create_index("ix_ledger_transactions_payment_id", "ledger_transactions", ["payment_id"])
    op.create_table(
        "ledger_entries",
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=24), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["ledger_transactions.id"], name="fk_ledger_entries_transaction_id"
        ),
        sa.PrimaryKeyConstraint("transaction_id", "line", name="pk_ledger_entries"),
        sa.CheckConstraint("amount <> 0", name="ck_ledger_entries_amount_not_zero"),
    )
    op.execute(BALANCE)
    op.execute(APPEND_ONLY)
