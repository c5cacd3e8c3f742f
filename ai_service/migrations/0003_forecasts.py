"""Forecasts that are kept, what they have to know of kiosks, and recommendations.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sales_days", sa.Column("cash", sa.Numeric(), nullable=True))
    # What was paid in cash is asked for with the rest of the day.
    op.execute(
        "INSERT INTO sales_days_due (kiosk_id, day, marked_at)"
        " SELECT DISTINCT kiosk_id, day, clock_timestamp() FROM sales_days WHERE day > CURRENT_DATE - 100"
        " ON CONFLICT DO NOTHING"
    )
    _forecasts()
    _presence()
    _recommendations()


def _forecasts() -> None:
    op.create_table(
        "forecast_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("subjects", sa.Integer(), nullable=False),
        sa.Column("report", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forecast_runs"),
    )
    op.create_table(
        "forecasts",
        sa.Column("subject_kind", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("replayed", sa.Boolean(), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("amounts", ARRAY(sa.Numeric()), nullable=False),
        sa.Column("low", ARRAY(sa.Numeric()), nullable=False),
        sa.Column("high", ARRAY(sa.Numeric()), nullable=False),
        sa.Column("month", sa.Numeric(), nullable=False),
        sa.Column("month_low", sa.Numeric(), nullable=False),
        sa.Column("month_high", sa.Numeric(), nullable=False),
        sa.Column("backtest", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["forecast_runs.id"], name="fk_forecasts_run_id_forecast_runs", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subject_kind", "subject", "made_on", "currency", name="pk_forecasts"),
    )
    op.create_index("ix_forecasts_made_on", "forecasts", ["made_on"])
    op.create_index("ix_forecasts_run_id", "forecasts", ["run_id"])


def _presence() -> None:
    op.create_table(
        "kiosk_closures",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "since", name="pk_kiosk_closures"),
    )
    op.create_index(
        "uq_kiosk_closures_open", "kiosk_closures", ["kiosk_id"], unique=True, postgresql_where=sa.text("until IS NULL")
    )
    op.create_table(
        "peripheral_states",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("peripheral", sa.String(length=24), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "peripheral", "since", name="pk_peripheral_states"),
    )
    op.create_index(
        "uq_peripheral_states_open",
        "peripheral_states",
        ["kiosk_id", "peripheral"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )


def _recommendations() -> None:
    op.create_table(
        "recommendations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("urgency", sa.BigInteger(), nullable=False),
        sa.Column("texts", JSONB(), nullable=False),
        sa.Column("evidence", JSONB(), nullable=False),
        sa.Column("effect", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("effect_days", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("expected_daily", ARRAY(sa.Numeric()), nullable=True),
        sa.Column("outcome", JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recommendations"),
    )
    op.create_index(
        "uq_recommendations_open",
        "recommendations",
        ["kiosk_id", "code"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_recommendations_state", "recommendations", ["state", "urgency", "id"])
