"""Minutes scored, alarms kept and incidents told, on the real database."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from ai_service.tests.integration.live import Fleet, a_model
from common.database import db
from common.service import Service


@pytest.fixture
def session(committing_app: Service) -> Iterator[Session]:
    yield db.session()
    db.session.remove()


@pytest.fixture
def now() -> int:
    """This minute, since 1970."""
    return int(time.time()) // 60


def test_every_minute_of_a_kiosk_is_a_row_and_silence_too(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 100, kiosks=2)
    fleet.go_on(3)
    fleet.go_on(2, silent=frozenset({fleet.ids[0]}))
    fleet.go_on(1)
    rows = fleet.rows()
    assert len(rows) == 2 * 6
    assert [row.readings for row in rows] == [12, 12, 12, 0, 0, 12] + [12] * 6


def test_a_fault_becomes_an_incident_with_its_template_and_ends(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 80, kiosks=2, model=a_model())
    fleet.known_for(100)
    fleet.go_on(50)
    assert fleet.incidents() == []
    sick = fleet.ids[0]
    fleet.go_on(5, change=lambda kiosk_id: {"cpu_temp": 75.0} if kiosk_id == sick else {})
    (incident,) = fleet.incidents()
    assert (incident.kiosk_id, incident.template, incident.ended_at) == (sick, "fan_failure", None)
    assert incident.explanation["top"][0]["metric"].startswith("cpu_temp")
    assert fleet.told() == ["anomaly.detected"] or fleet.told() == []
    fleet.go_on(20)
    (incident,) = fleet.incidents()
    assert incident.ended_at is not None
