"""What the tests of ai_service on its database share."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from common.database import db

KEPT = ("alembic_version", "models")
"""What the migrations themselves put there."""


@pytest.fixture(autouse=True)
def nothing_committed(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test commits is gone afterwards; tests that are rolled back leave nothing anyway."""
    yield
    if "committing_app" in request.fixturenames and "app" not in request.fixturenames:
        with request.getfixturevalue("built")("ai_service").app_context():
            _empty()


def _empty() -> None:
    tables = db.session.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> ALL (:kept)"),
        {"kept": list(KEPT)},
    )
    db.session.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY"))  # the names are ours
    db.session.execute(text("UPDATE models SET drift = NULL, refused = NULL, alerts_per_kiosk_day = DEFAULT"))
    db.session.commit()
    db.session.remove()
