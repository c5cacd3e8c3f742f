"""Rows of `kiosk_states` that a reading can rewrite in place, and since when a kiosk is online or offline.

A reading changes no indexed column any more (PostgreSQL's HOT updates): `seen_order` moves only with the connection,
and the watch on silent kiosks keeps their deadlines in memory.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Before the column, which writes every row anew. A part of each page stays free for the next versions of its rows.
    op.execute(
        "ALTER TABLE kiosk_states SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.1,"
        " autovacuum_vacuum_cost_delay = 0)"
    )
    op.drop_index("ix_kiosk_states_seen", "kiosk_states")
    op.drop_index("ix_kiosk_states_connection", "kiosk_states")
    op.add_column("kiosk_states", sa.Column("connection_since", sa.DateTime(timezone=True)))
    op.add_column(
        "kiosk_states",
        sa.Column(
            "seen_order",
            sa.DateTime(timezone=True),
            sa.Computed(
                "CASE WHEN connection = 'online' THEN '2200-01-01 00:00:00+00'::timestamp with time zone"
                " ELSE COALESCE(last_seen_at, '1970-01-01 00:00:00+00'::timestamp with time zone) END",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_kiosk_states_connection", "kiosk_states", ["connection", "kiosk_id"])
    op.create_index("ix_kiosk_states_seen_order", "kiosk_states", ["seen_order", "kiosk_id"])
