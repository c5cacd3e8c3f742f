"""Who may see which kiosk, and what each sold by day.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

from common.database import new_metadata
from common.kiosk_access import kiosk_access_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kiosk_access_table(new_metadata()).create(op.get_bind())
    op.create_table(
        "sales_days",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "day", "currency", name="pk_sales_days"),
    )
    op.create_table(
        "sales_days_due",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "day", name="pk_sales_days_due"),
    )
