"""Five-minute roll-ups of readings, and how far they have come.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

METRICS = (
    "temperature",
    "humidity",
    "air_quality",
    "cpu_temp",
    "cpu_usage",
    "ram_usage",
    "disk_usage",
    "lat",
    "lng",
    "accuracy",
    "latency",
    "signal_strength",
)
# Where readings begin to be rolled up: a week ago, or at the oldest partition.
START = """
INSERT INTO rollup_progress (raw_from, rolled_until, closed_until)
SELECT start, start, start FROM (
    SELECT least(
        date_trunc('day', now(), 'UTC') - interval '7 days',
        min(to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC')
    ) AS start
    FROM pg_inherits
    WHERE inhparent = 'readings'::regclass AND inhrelid::regclass::text ~ 'readings_[0-9]{8}$'
) AS oldest
"""


def upgrade() -> None:
    op.create_table(
        "rollups",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.Column(f"{name}_{what}", sa.Integer() if what == "count" else sa.REAL())
            for name in METRICS
            for what in ("mean", "min", "max", "count")
        ),
        sa.PrimaryKeyConstraint("kiosk_id", "bucket", name="pk_rollups"),
        postgresql_partition_by="RANGE (bucket)",
    )
    op.create_table(
        "rollup_late",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "bucket", name="pk_rollup_late"),
    )
    op.create_table(
        "rollup_progress",
        sa.Column("id", sa.Integer(), sa.CheckConstraint("id = 1", name="one_row"), server_default="1", nullable=False),
        sa.Column("raw_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rolled_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rollup_progress"),
    )
    op.execute(START)
    # By time over all kiosks: rows come nearly in that order, so a few kilobytes a day are enough. What is stored
    # meanwhile waits in its stream.
    op.create_index(
        "ix_readings_at",
        "readings",
        ["at"],
        postgresql_using="brin",
        postgresql_with={"pages_per_range": 32, "autosummarize": True},
    )
