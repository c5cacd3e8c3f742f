"""Models, their versions and aliases, what was done with them, and the runs that train them.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NOW = sa.text("now()")


def upgrade() -> None:
    models = op.create_table(
        "models",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("alerts_per_kiosk_day", sa.Float(), server_default="1", nullable=False),
        sa.Column("drift", JSONB()),
        sa.Column("refused", JSONB()),
        sa.PrimaryKeyConstraint("name", name="pk_models"),
    )
    op.bulk_insert(models, [{"name": "anomaly"}, {"name": "forecast"}])
    op.create_table(
        "model_versions",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("run_id", sa.Integer()),
        sa.Column("parent", sa.Integer()),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.Column("code_version", sa.String(length=80), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("synthetic_share", sa.Float(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("metrics", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name="pk_model_versions"),
        sa.ForeignKeyConstraint(["name"], ["models.name"], name="fk_model_versions_name_models"),
    )
    op.create_table(
        "model_aliases",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("alias", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint("alias IN ('champion', 'challenger')", name="ck_model_aliases_alias_known"),
        sa.PrimaryKeyConstraint("name", "alias", name="pk_model_aliases"),
        sa.ForeignKeyConstraint(
            ["name", "version"],
            ["model_versions.name", "model_versions.version"],
            name="fk_model_aliases_name_model_versions",
        ),
    )
    op.create_table(
        "model_changes",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("previous", sa.Integer()),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.Integer()),
        sa.Column("run_id", sa.Integer()),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint("action IN ('promoted', 'rolled_back', 'refused')", name="ck_model_changes_action_known"),
        sa.PrimaryKeyConstraint("id", name="pk_model_changes"),
    )
    op.create_index("ix_model_changes_name", "model_changes", ["name", "id"])
    op.create_table(
        "training_runs",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("trigger", sa.String(length=16), nullable=False),
        sa.Column("requested_by", sa.Integer()),
        sa.Column("state", sa.String(length=16), server_default="queued", nullable=False),
        sa.Column("stage", sa.String(length=16)),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("shadow_until", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer()),
        sa.Column("champion", sa.Integer()),
        sa.Column("data", JSONB()),
        sa.Column("comparison", JSONB()),
        sa.Column("gate", JSONB()),
        sa.Column("error", sa.String(length=300)),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'shadow', 'promoted', 'refused', 'superseded', 'failed')",
            name="ck_training_runs_state_known",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_training_runs"),
    )
    op.create_index("ix_training_runs_name", "training_runs", ["name", "id"])
    op.create_index(
        "uq_training_runs_active",
        "training_runs",
        ["name"],
        unique=True,
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_table(
        "kiosk_firmware",
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("firmware", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("kiosk_id", name="pk_kiosk_firmware"),
    )
