"""Names compared by the application, TOTP, password resets, where sessions come from, and the audit log.

Safe beside the version before, which adds people only while it migrates.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from common.usernames import username_key

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    _users()
    for column in (sa.Column("address", sa.String(45)), sa.Column("user_agent", sa.String(300))):
        column.server_default = sa.DefaultClause("")
        column.nullable = False
        op.add_column("sessions", column)
    _resets()
    _audit()


def _users() -> None:
    op.add_column("users", sa.Column("username_key", sa.Text()))
    op.add_column("users", sa.Column("language", sa.String(2), server_default="es", nullable=False))
    op.add_column(
        "users", sa.Column("must_change_password", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("users", sa.Column("otp_secret", sa.Text()))
    op.add_column("users", sa.Column("otp_enabled", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("users", sa.Column("otp_last_step", sa.BigInteger()))
    op.add_column(
        "users",
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("users", sa.Column("deleted_at", sa.DateTime(timezone=True)))
    users = sa.table("users", sa.column("id"), sa.column("username"), sa.column("username_key"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(users.c.id, users.c.username)).all():
        connection.execute(sa.update(users).where(users.c.id == row.id).values(username_key=username_key(row.username)))
    op.alter_column("users", "username_key", nullable=False)
    op.create_unique_constraint("uq_users_username_key", "users", ["username_key"])
    op.drop_index("uq_users_username_lower", "users")
    op.create_index("ix_users_role", "users", ["role"])
    op.create_index("ix_users_email_lower", "users", [sa.literal_column("lower(email)")])


def _resets() -> None:
    op.create_table(
        "reset_requests",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("identifier", sa.String(254), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("request_id", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_reset_requests"),
    )
    op.create_table(
        "password_resets",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_password_resets_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_password_resets"),
        sa.UniqueConstraint("token_hash", name="uq_password_resets_token_hash"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor", sa.String(80)),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("target", sa.String(120)),
        sa.Column("before", JSONB()),
        sa.Column("after", JSONB()),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("request_id", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    for column in ("actor_id", "action", "target"):
        op.create_index(f"ix_audit_{column}", "audit", [column, "id"])
    op.create_index("ix_audit_at", "audit", ["at"])
    op.execute(APPEND_ONLY)
