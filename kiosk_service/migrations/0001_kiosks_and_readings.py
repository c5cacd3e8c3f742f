"""Kiosks, their states, enrolment tokens and readings in daily partitions.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from common.database import new_metadata
from common.idempotency import idempotency_table
from common.outbox import outbox_table
from common.signing_keys import signing_keys_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for shared_table in (outbox_table, signing_keys_table, idempotency_table):
        shared_table(new_metadata()).create(op.get_bind())
    op.create_table(
        "kiosks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("model", sa.String(length=80), server_default="", nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("assigned_lat", sa.Float()),
        sa.Column("assigned_lng", sa.Float()),
        sa.Column("assigned_to", sa.Integer()),
        sa.Column("group_name", sa.String(length=80)),
        sa.Column("tags", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("lifecycle", sa.String(length=16), server_default="registered", nullable=False),
        sa.Column("mode", sa.String(length=16), server_default="normal", nullable=False),
        sa.Column("capabilities", JSONB, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("firmware", sa.String(length=80)),
        sa.Column("interval_s", sa.Integer(), server_default="5", nullable=False),
        sa.Column("device_key_hash", sa.String(length=64)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kiosks"),
        sa.UniqueConstraint("code", name="uq_kiosks_code"),
        sa.UniqueConstraint("serial", name="uq_kiosks_serial"),
    )
    op.create_index("ix_kiosks_assigned_to", "kiosks", ["assigned_to"])
    op.create_index("ix_kiosks_group_name", "kiosks", ["group_name"])
    op.create_table(
        "readings",
        sa.Column("kiosk_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("temperature", sa.Float()),
        sa.Column("humidity", sa.Float()),
        sa.Column("air_quality", sa.Float()),
        sa.Column("cpu_temp", sa.Float()),
        sa.Column("cpu_usage", sa.Float()),
        sa.Column("ram_usage", sa.Float()),
        sa.Column("disk_usage", sa.Float()),
        sa.Column("lat", sa.Float()),
        sa.Column("lng", sa.Float()),
        sa.Column("accuracy", sa.Float()),
        sa.Column("latency", sa.Float()),
        sa.Column("signal_strength", sa.Float()),
        sa.Column("printer_status", sa.Text()),
        sa.Column("cash_acceptor", sa.Text()),
        sa.Column("card_reader", sa.Text()),
        sa.Column("extra", JSONB),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ix_readings_kiosk_id_at", "readings", ["kiosk_id", "at"])
    op.create_table(
        "enrolment_tokens",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosks.id"], name="fk_enrolment_tokens_kiosk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kiosk_id", name="pk_enrolment_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_enrolment_tokens_token_hash"),
    )
    op.create_table(
        "kiosk_states",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("connection", sa.String(length=8), server_default="offline", nullable=False),
        sa.Column("offline_at", sa.DateTime(timezone=True)),
        sa.Column("last_seen_at", sa.DateTime(timezone=True)),
        sa.Column("last_seq", sa.BigInteger(), server_default="-1", nullable=False),
        sa.Column("reading", JSONB),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosks.id"], name="fk_kiosk_states_kiosk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kiosk_id", name="pk_kiosk_states"),
    )
    op.create_index(
        "ix_kiosk_states_deadline",
        "kiosk_states",
        ["offline_at"],
        postgresql_where=sa.text("connection = 'online'"),
    )
    # Where a reading goes whose day has no partition, such as one from a long backlog.
    op.execute("CREATE TABLE readings_default PARTITION OF readings DEFAULT")
