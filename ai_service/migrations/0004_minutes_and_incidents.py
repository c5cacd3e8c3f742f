"""Minutes of kiosks with their scores, what scoring needs, and incidents.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _minutes()
    _beside_them()
    _incidents()


def _minutes() -> None:
    op.create_table(
        "kiosk_minutes",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("readings", sa.SmallInteger(), nullable=False),
        sa.Column("values", ARRAY(sa.REAL()), nullable=False),
        sa.Column("raw", sa.REAL(), nullable=True),
        sa.Column("probability", sa.REAL(), nullable=False),
        sa.Column("alarm", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("maturity", sa.SmallInteger(), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=True),
        sa.Column("limits", ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "at", name="pk_kiosk_minutes"),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index(
        "ix_kiosk_minutes_at",
        "kiosk_minutes",
        ["at"],
        postgresql_using="brin",
        postgresql_with={"pages_per_range": 32},
    )


def _beside_them() -> None:
    op.create_table(
        "kiosk_profiles",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("rows_seen", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_seq", sa.BigInteger(), server_default="-1", nullable=False),
        sa.Column("arrays", sa.LargeBinary(), nullable=True),
        sa.Column("calibration", JSONB(), nullable=True),
        sa.Column("model_version", sa.Integer(), nullable=True),
        sa.Column("fitted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("kiosk_id", name="pk_kiosk_profiles"),
    )
    op.create_table(
        "kiosk_places",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lng", sa.Float(), nullable=True),
        sa.Column("interval_s", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", name="pk_kiosk_places"),
    )
    op.create_table(
        "sales_hours",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_payment", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "hour", name="pk_sales_hours"),
    )
    op.create_table(
        "muted_spans",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("to_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "from_at", name="pk_muted_spans"),
    )
    op.create_table(
        "scoring_shards",
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("closed_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("shard", name="pk_scoring_shards"),
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("peak_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("peak_probability", sa.REAL(), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("maturity", sa.String(length=8), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=True),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("explanation", JSONB(), nullable=False),
        sa.Column("alarm", JSONB(), nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("verdict_note", sa.String(length=1000), nullable=True),
        sa.Column("verdict_by", sa.Integer(), nullable=True),
        sa.Column("verdict_at", MOMENT, nullable=True),
        sa.Column("verdicts", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("updated_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.CheckConstraint("verdict IN ('true_fault', 'false_alarm')", name="ck_incidents_verdict_known"),
        sa.CheckConstraint("severity IN ('info', 'warning', 'critical')", name="ck_incidents_severity_known"),
    )
    op.create_index("ix_incidents_kiosk_id_started_at", "incidents", ["kiosk_id", "started_at"])
    op.create_index(
        "uq_incidents_open", "incidents", ["kiosk_id"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
