"""Runs a service's own Alembic migrations, one runner at a time, without locking readers out."""

from collections.abc import Callable, Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, text

from common.database import db

ALEMBIC_FOLDER = Path(__file__).parent / "alembic"
ADVISORY_LOCK = 0x4B10_5C01
LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "60s"


def alembic_config(service_folder: Path, metadata: MetaData) -> Config:
    """Alembic set up for one service: its `migrations/` folder holds revisions, the environment is shared."""
    config = Config()
    config.set_main_option("script_location", _escaped(ALEMBIC_FOLDER))
    config.set_main_option("version_locations", _escaped(service_folder / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["metadata"] = metadata
    return config


def migrate(config: Config, steps: Sequence[Callable[[], None]] = ()) -> None:
    """Bring the schema to the newest revision and run the steps that follow; needs an application context.

    Several replicas may call this at once: an advisory lock lets one work and the others wait, and find nothing
    left to do. A lock on a table is waited for only briefly, so that a migration never queues up all traffic.
    """
    with db.engine.connect() as connection:
        connection.execute(text("SELECT set_config('statement_timeout', '0', false)"))
        connection.execute(text("SELECT set_config('lock_timeout', '0', false)"))
        # The lock counts per database, the schema makes it one per service.
        connection.execute(
            text("SELECT pg_advisory_lock(:space, hashtext(current_schema()))"), {"space": ADVISORY_LOCK}
        )
        try:
            connection.execute(
                text("SELECT set_config('statement_timeout', :value, false)"), {"value": STATEMENT_TIMEOUT}
            )
            connection.execute(text("SELECT set_config('lock_timeout', :value, false)"), {"value": LOCK_TIMEOUT})
            connection.commit()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
            for step in steps:
                step()
        finally:
            connection.rollback()
            # The connection carries changed settings and the lock: it must not go back to the pool.
            connection.invalidate()


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
