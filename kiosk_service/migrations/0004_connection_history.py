"""Every time a kiosk came online or went offline.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "connection_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("connection", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosks.id"], name="fk_connection_changes_kiosk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_connection_changes"),
    )
    op.create_index("ix_connection_changes_kiosk_id_at_id", "connection_changes", ["kiosk_id", "at", "id"])
    op.create_index("ix_connection_changes_at", "connection_changes", ["at"], postgresql_using="brin")
