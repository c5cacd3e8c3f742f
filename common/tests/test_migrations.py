"""Migrations make exactly the tables that the models describe, also when several replicas start at once."""

import importlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from common.database import db, session_scope, transaction
from common.service import Service
from common.testing.services import SERVICES_WITH_TABLES, Servers


@pytest.mark.parametrize("service", SERVICES_WITH_TABLES)
def test_models_and_migrations_agree(built: Callable[[str], Service], service: str) -> None:
    metadata = importlib.import_module(f"{service}.models").Base.metadata

    def ours(_: Any, name: str | None, kind: str, *__: Any) -> bool:
        return not (kind == "table" and str(name).startswith(("readings_", "rollups_", "kiosk_minutes_", "alembic_")))

    app = built(service)
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": ours, "target_metadata": metadata}
        )
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("service", ["auth_service", "kiosk_service"])
def test_replicas_may_migrate_at_the_same_time(servers: Servers, service: str) -> None:
    apps = [servers.build(service) for _ in range(3)]
    with apps[0].app_context(), session_scope() as session, transaction(session):
        for table in ("signing_keys", *(["readings"] if service == "kiosk_service" else [])):
            session.execute(text(f"TRUNCATE {table}"))
        partitions = (
            "SELECT relname FROM pg_class WHERE relname ~ '^readings_2[0-9]+$'"
            " AND relnamespace = current_schema()::regnamespace"
        )
        for name in session.scalars(text(partitions)).all():
            session.execute(text(f"DROP TABLE {name}"))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda app: app.migrate(), apps))
    with apps[0].app_context(), session_scope() as session:
        assert session.scalar(text("SELECT count(*) FROM signing_keys")) == 1
