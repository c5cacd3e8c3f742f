"""What is known of the models: their versions, which of them serves, and how each came to be."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Identity, Index, Integer, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from ai_service.models.base import Base

CHAMPION, CHALLENGER = "champion", "challenger"
ACTIVE_STATES = ("queued", "running")
RUN_STATES = (*ACTIVE_STATES, "shadow", "promoted", "refused", "superseded", "failed")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Model(Base):
    """A model by its name, with what people set for it and what was last seen of it."""

    __tablename__ = "models"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    alerts_per_kiosk_day: Mapped[float] = mapped_column(server_default="1")
    """The budget from which thresholds follow."""
    drift: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The last comparison of recent data with what the champion was trained on."""
    refused: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The version that should serve and cannot: {version, code, serving, at}."""


class ModelVersion(Base):
    """An immutable version; its arrays and settings are the files in its folder."""

    __tablename__ = "model_versions"
    __table_args__ = (ForeignKeyConstraint(["name"], ["models.name"], name="fk_model_versions_name_models"),)

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    run_id: Mapped[int | None]
    parent: Mapped[int | None]
    checksum: Mapped[str] = mapped_column(String(64))
    data_hash: Mapped[str] = mapped_column(String(64))
    code_version: Mapped[str] = mapped_column(String(80))
    seed: Mapped[int]
    synthetic_share: Mapped[float]
    size_bytes: Mapped[int]
    metrics: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ModelAlias(Base):
    """`champion` serves; `challenger` is the one that last passed training and is not decided yet."""

    __tablename__ = "model_aliases"
    __table_args__ = (
        ForeignKeyConstraint(
            ["name", "version"],
            ["model_versions.name", "model_versions.version"],
            name="fk_model_aliases_name_model_versions",
        ),
        CheckConstraint(_one_of("alias", (CHAMPION, CHALLENGER)), name="alias_known"),
    )

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    alias: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int]
    since: Mapped[datetime] = mapped_column(server_default=func.now())


class ModelChange(Base):
    """What was done with a version, by whom (None: the cycle itself); never changed afterwards."""

    __tablename__ = "model_changes"
    __table_args__ = (
        CheckConstraint(_one_of("action", ("promoted", "rolled_back", "refused")), name="action_known"),
        Index("ix_model_changes_name", "name", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    previous: Mapped[int | None]
    """The version that served before."""
    action: Mapped[str] = mapped_column(String(16))
    actor: Mapped[int | None]
    run_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class TrainingRun(Base):
    """One turn of the cycle. At most one of a model is active, whichever replica works at it."""

    __tablename__ = "training_runs"
    __table_args__ = (
        CheckConstraint(_one_of("state", RUN_STATES), name="state_known"),
        Index("uq_training_runs_active", "name", unique=True, postgresql_where=text(_one_of("state", ACTIVE_STATES))),
        Index("ix_training_runs_name", "name", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(32))
    trigger: Mapped[str] = mapped_column(String(16))
    requested_by: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16), server_default="queued")
    stage: Mapped[str | None] = mapped_column(String(16))
    """The stage that is at work, or the last one that was."""
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="0")
    attempts: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    """Whoever works at it renews this; afterwards another may take it up."""
    ended_at: Mapped[datetime | None]
    shadow_until: Mapped[datetime | None]
    version: Mapped[int | None]
    """The challenger it made."""
    champion: Mapped[int | None]
    """The version it was compared with."""
    data: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    comparison: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    gate: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[str | None] = mapped_column(String(300))


class KioskFirmware(Base):
    """The firmware of a kiosk, and when it last changed; `changed_at` is None while there was only one."""

    __tablename__ = "kiosk_firmware"

    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    firmware: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime | None]
