"""The tables of auth_service."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Identity, Index, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime, String

from common.database import new_metadata
from common.idempotency import idempotency_table
from common.outbox import outbox_table
from common.signing_keys import signing_keys_table


class Base(DeclarativeBase):
    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: DateTime(timezone=True)}


outbox_table(Base.metadata)
signing_keys_table(Base.metadata)
idempotency_table(Base.metadata)


class Role(Base):
    """A named list of permissions."""

    __tablename__ = "roles"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    built_in: Mapped[bool]


class User(Base):
    """A person who may sign in.

    A deleted person's row stays, without what is personal but the names: the audit log, payments and alerts refer
    to it, and its user name is never given to somebody else.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80))
    username_key: Mapped[str] = mapped_column(Text, unique=True)
    """The user name as it is compared, see `common/usernames.py`; unique."""
    name: Mapped[str] = mapped_column(String(200), server_default="")
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2), server_default="es")
    password_hash: Mapped[str] = mapped_column(Text)
    must_change_password: Mapped[bool] = mapped_column(server_default=text("false"))
    otp_secret: Mapped[str | None] = mapped_column(Text)
    """Encrypted; there from the set-up on, asked for once `otp_enabled`."""
    otp_enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    otp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    """The time step of the last code used: a code is good once."""
    role: Mapped[str] = mapped_column(ForeignKey("roles.name"), index=True)
    disabled: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    deleted_at: Mapped[datetime | None]

    @property
    def is_active(self) -> bool:
        return not self.disabled and self.deleted_at is None


Index("ix_users_email_lower", func.lower(User.email))


class Session(Base):
    """One sign-in: a family of refresh tokens of which only the newest is good."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    rotated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When it was last used to renew an access token."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(45), server_default="")
    user_agent: Mapped[str] = mapped_column(String(300), server_default="")


class ResetRequest(Base):
    """Somebody forgot a password. A worker looks whose it is, so that the answer cannot tell whether anybody is."""

    __tablename__ = "reset_requests"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    identifier: Mapped[str] = mapped_column(String(254))
    by_email: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether `identifier` is a mail address; a user name otherwise, which may look like one."""
    language: Mapped[str] = mapped_column(String(2))
    address: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))
    request_id: Mapped[str | None] = mapped_column(String(64))


class PasswordReset(Base):
    """The one reset token a person has; a new one replaces it."""

    __tablename__ = "password_resets"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what to whom, from where. The database refuses to change or delete an entry."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_actor_id", "actor_id", "id"),
        Index("ix_audit_action", "action", "id"),
        Index("ix_audit_target", "target", "id"),
        Index("ix_audit_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[int | None]
    actor: Mapped[str | None] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(60))
    target: Mapped[str | None] = mapped_column(String(120))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    address: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))
    request_id: Mapped[str | None] = mapped_column(String(64))
    event_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), unique=True)
    """Of what another service noted: that of its event."""
