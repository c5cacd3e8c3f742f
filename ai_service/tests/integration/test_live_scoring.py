"""Minutes scored, alarms kept and incidents told, on the real database."""

import itertools
import math
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ai_service.anomaly.features import HISTORY
from ai_service.minutes.columns import NAMES
from ai_service.models.incidents import Incident
from ai_service.repositories import knowledge
from ai_service.services import profiles, surroundings
from ai_service.services.incidents import judge
from ai_service.services.live.known import OWN, own_of
from ai_service.services.live.shard import ShardTaken
from ai_service.tests.integration.live import Fleet, a_model
from common.database import db
from common.events import Event, iso, utc_now
from common.service import Service

HOT = {"cpu_temp": 80.0}
WARM = {"cpu_temp": 70.0}
SETTLED = HISTORY + 10
"""Minutes after which nothing of a fault is left in a window, and its incident is over."""


@pytest.fixture
def session(committing_app: Service) -> Iterator[Session]:
    # A small budget: noise alone must not raise anything here, faults are far beyond it.
    db.session.execute(text("UPDATE models SET alerts_per_kiosk_day = 0.01 WHERE name = 'anomaly'"))
    db.session.commit()
    yield db.session()
    db.session.remove()


@pytest.fixture
def now() -> int:
    """This minute, since 1970."""
    return int(time.time()) // 60


def moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def test_an_incident_longer_than_the_window_is_told_since_its_beginning(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 80)
    fleet.known_for(100)
    fleet.go_on(2)
    fleet.go_on(HISTORY + 10, change=lambda _: {"cpu_temp": 97.0})
    began = fleet.incidents()[0].started_at
    fleet.go_on(3, change=lambda _: {"cpu_temp": 97.0, "cpu_usage": 99.5})
    (incident,) = fleet.incidents()
    since = {one["metric"]: datetime.fromisoformat(one["since"]) for one in incident.explanation["top"]}
    assert since["cpu_temp"] == began
    assert since["cpu_usage"] >= moment(now - 20)


def test_a_long_silence_ends_when_the_kiosk_is_back(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 120)
    fleet.known_for(100)
    fleet.go_on(3)
    fleet.go_on(90, silent=fleet.ids)
    back = fleet.minute
    fleet.go_on(10)
    (incident,) = fleet.incidents()
    assert (incident.template, incident.ended_at) == ("silent_kiosk", moment(back - 1))


def hot_without_a_fault(session: Session, now: int) -> "Fleet":
    """A kiosk beyond a hard limit, of which somebody has said that it is a false alarm."""
    fleet = Fleet(session, now - 4)
    fleet.known_for(0)
    fleet.go_on(4, change=lambda _: {"cpu_temp": 92.0})
    (incident,) = fleet.incidents()
    judge(session, incident.id, "false_alarm")
    return fleet


class TestFalseAlarm:
    """A kiosk that runs warm, and somebody who has said that this is no fault."""

    @pytest.fixture
    def fleet(self, session: Session, now: int) -> Fleet:
        fleet = Fleet(session, now - 19, model=a_model())  # the verdict is of now, and what follows comes after it
        fleet.known_for(100)
        fleet.go_on(14)
        fleet.go_on(5, change=lambda _: WARM)
        (incident,) = fleet.incidents()
        judge(session, incident.id, "false_alarm")
        return fleet

    def test_ends_and_the_same_raises_nothing_more(self, fleet: Fleet) -> None:
        fleet.go_on(4, change=lambda _: WARM)
        fleet.begin()  # whoever goes on knows it too
        fleet.go_on(40, change=lambda _: WARM)
        (incident,) = fleet.incidents()
        assert incident.ended_at is not None
        assert [row.alarm for row in fleet.rows()][-44:] == [False] * 44
        assert fleet.rows()[-1].probability > 0.999  # people still see how strange it is
        assert fleet.told() == ["anomaly.detected", "anomaly.judged", "anomaly.resolved"]
        fleet.go_on(SETTLED)  # nor do its traces
        assert len(fleet.incidents()) == 1

    def test_something_else_is_an_incident_at_once_and_over_when_it_is_gone(self, fleet: Fleet) -> None:
        fleet.go_on(3, change=lambda _: WARM)
        fleet.go_on(2, change=lambda _: {**WARM, "latency": 900.0})
        assert [one.template for one in fleet.incidents()] == ["fan_failure", "slow_network"]
        fleet.go_on(20, change=lambda _: WARM)
        assert [one.ended_at is not None for one in fleet.incidents()] == [True, True]

    def test_clearly_worse_is_an_incident_at_once(self, fleet: Fleet) -> None:
        fleet.go_on(3, change=lambda _: {"cpu_temp": 72.0})
        assert len(fleet.incidents()) == 1
        fleet.go_on(2, change=lambda _: {"cpu_temp": 84.0})
        assert [one.ended_at is None for one in fleet.incidents()] == [False, True]

    def test_a_day_later_what_lasts_is_an_incident_again(self, session: Session, fleet: Fleet) -> None:
        fleet.go_on(3, change=lambda _: WARM)
        (incident,) = fleet.incidents()
        self.judged_at(session, incident, moment(fleet.minute - 24 * 60 + 1))
        fleet.go_on(1, change=lambda _: WARM)
        assert len(fleet.incidents()) == 1
        fleet.go_on(1, change=lambda _: WARM)
        assert [one.ended_at is None for one in fleet.incidents()] == [False, True]

    def judged_at(self, session: Session, incident: Any, at: datetime) -> None:
        session.execute(text("UPDATE incidents SET verdict_at = :at WHERE id = :id"), {"at": at, "id": incident.id})
        session.commit()

    def test_a_verdict_taken_back_is_none(self, session: Session, fleet: Fleet) -> None:
        fleet.go_on(1, change=lambda _: WARM)
        (incident,) = fleet.incidents()
        judge(session, incident.id, "true_fault")
        fleet.go_on(1, change=lambda _: WARM)
        assert [one.ended_at is None for one in fleet.incidents()] == [False, True]

    def test_that_was_over_when_it_was_judged_counts_too(self, session: Session, now: int) -> None:
        fleet = Fleet(session, now - 150, model=a_model())
        fleet.known_for(100)
        fleet.go_on(14)
        fleet.go_on(5, change=lambda _: WARM)
        fleet.go_on(SETTLED)
        (incident,) = fleet.incidents()
        assert incident.ended_at is not None
        judge(session, incident.id, "false_alarm")
        fleet.go_on(35)
        fleet.go_on(5, change=lambda _: WARM)
        assert len(fleet.incidents()) == 1

    def test_of_a_hard_limit_holds_for_that_limit_until_it_is_clearly_worse(self, session: Session, now: int) -> None:
        fleet = hot_without_a_fault(session, now)
        fleet.go_on(3, change=lambda _: {"cpu_temp": 94.0})
        assert len(fleet.incidents()) == 1
        fleet.go_on(2, change=lambda _: {"cpu_temp": 102.0})
        assert [one.ended_at is None for one in fleet.incidents()] == [False, True]

    def test_of_a_hard_limit_says_nothing_of_another(self, session: Session, now: int) -> None:
        fleet = hot_without_a_fault(session, now)
        fleet.go_on(2, change=lambda _: {"cpu_temp": 92.0, "ram_usage": 97.0})
        assert [one.ended_at is None for one in fleet.incidents()] == [False, True]


def test_every_minute_of_a_kiosk_is_a_row_and_silence_too_for_an_hour(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 100, kiosks=2)
    quiet = fleet.ids[0]
    fleet.go_on(3)
    fleet.go_on(2, silent={quiet})
    fleet.go_on(1)
    assert [row.readings for row in fleet.rows()] == [12, 12, 12, 0, 0, 12] + [12] * 6
    fleet.go_on(63, silent={quiet})
    assert [row.readings for row in fleet.rows() if row.kiosk_id == quiet][6:] == [0] * 60


def test_a_fault_becomes_an_incident_with_its_template_and_ends(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 22, kiosks=2, model=a_model())
    fleet.known_for(100)
    fleet.go_on(14)
    assert fleet.incidents() == []
    sick = fleet.ids[0]
    fleet.go_on(5, change=lambda kiosk_id: HOT if kiosk_id == sick else {})
    (incident,) = fleet.incidents()
    assert (incident.kiosk_id, incident.template, incident.maturity) == (sick, "fan_failure", "fleet")
    assert incident.started_at == moment(now - 8)
    assert incident.explanation["top"][0]["metric"].startswith("cpu_temp")
    assert "Fan failing" in incident.explanation["title"]["en"]
    assert fleet.told() == ["anomaly.detected"]
    assert {row.alarm for row in fleet.rows() if row.kiosk_id == sick and row.at >= incident.started_at} == {True}
    fleet.go_on(SETTLED)
    (incident,) = fleet.incidents()
    assert incident.ended_at > incident.peak_at
    assert fleet.told() == ["anomaly.detected", "anomaly.resolved"]
    judge(session, incident.id, "true_fault", by=1)
    assert fleet.told()[-1] == "anomaly.judged"


def test_without_a_model_limits_alone_tell_and_one_minute_is_not_enough(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 10)
    fleet.known_for(0)
    fleet.go_on(2)
    fleet.go_on(1, change=lambda _: {"cpu_usage": 99.5})
    fleet.go_on(1)
    assert fleet.incidents() == []
    fleet.go_on(2, change=lambda _: {"cpu_usage": 99.5})
    (incident,) = fleet.incidents()
    assert (incident.template, incident.maturity, incident.model_version) == ("limit:cpu_usage", "rules", None)
    assert incident.explanation["limits"] == ["cpu_usage"]
    assert set(incident.explanation["text"]) == {"es", "en"}


def test_a_limit_that_breaks_while_an_incident_goes_on_is_told_too(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 10, model=a_model())
    fleet.known_for(0)
    fleet.go_on(2)
    fleet.go_on(2, change=lambda _: {"latency": 2500.0})
    (incident,) = fleet.incidents()
    assert (incident.template, incident.severity) == ("slow_network", "warning")
    fleet.go_on(3, change=lambda _: {"latency": 2500.0, "cpu_temp": 99.0})
    (incident,) = fleet.incidents()
    assert incident.explanation["limits"] == ["cpu_temp", "latency"]
    assert incident.severity == "critical"


def test_a_kiosk_that_falls_silent_is_an_incident(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 10, kiosks=2)
    fleet.known_for(500)
    fleet.go_on(2)
    fleet.go_on(3, silent={fleet.ids[0]})
    (incident,) = fleet.incidents()
    assert (incident.kiosk_id, incident.template, incident.severity) == (fleet.ids[0], "silent_kiosk", "critical")


def test_what_comes_after_a_silence_is_not_held_against_a_kiosk(session: Session, now: int) -> None:
    straight, broken = (Fleet(session, now - 40, model=a_model()) for _ in range(2))
    for fleet in (straight, broken):
        fleet.known_for(100)
        fleet.go_on(14)
    straight.minute += 5
    broken.go_on(5, silent=broken.ids)
    for fleet in (straight, broken):
        fleet.go_on(8)
    (incident,) = broken.incidents()
    assert (incident.template, incident.ended_at) == ("silent_kiosk", moment(now - 40 + 18))
    after = [[row.probability for row in fleet.rows()][-8:] for fleet in (straight, broken)]
    assert after[0] == pytest.approx(after[1], rel=1e-4, abs=1e-6)


def test_another_fault_soon_after_a_silence_is_an_incident_of_its_own(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 20)
    fleet.known_for(100)
    fleet.go_on(2)
    fleet.go_on(3, silent=fleet.ids)
    fleet.go_on(7)
    fleet.go_on(3, silent=fleet.ids)  # the same again within the cool-down
    fleet.go_on(1)
    assert [incident.template for incident in fleet.incidents()] == ["silent_kiosk"]
    fleet.go_on(2, change=lambda _: {"cpu_usage": 99.5})
    assert [incident.template for incident in fleet.incidents()] == ["silent_kiosk", "limit:cpu_usage"]


def test_a_restart_goes_on_with_the_windows_and_the_open_incident(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 25, model=a_model())
    fleet.known_for(100)
    fleet.go_on(14)
    before = fleet.shard
    fleet.begin()
    fleet.go_on(3, change=lambda _: HOT)
    fleet.begin()
    fleet.go_on(3, change=lambda _: HOT)
    assert len(fleet.incidents()) == 1
    assert fleet.told() == ["anomaly.detected"]
    assert len(fleet.rows()) == 20
    with pytest.raises(ShardTaken):
        before.close(session)  # whoever had it before is out
    assert len(fleet.rows()) == 20


def test_scores_do_not_depend_on_restarts(session: Session, now: int) -> None:
    straight, broken = (Fleet(session, now - 40, model=a_model()) for _ in range(2))
    for fleet in (straight, broken):
        fleet.known_for(100)
    for _ in range(6):
        straight.go_on(5)
        broken.go_on(5)
        broken.begin()
    probabilities = [[row.probability for row in fleet.rows()] for fleet in (straight, broken)]
    assert probabilities[0] == pytest.approx(probabilities[1], rel=1e-4, abs=1e-6)
    assert any(probabilities[0])


class TestBacklog:
    """An outage of a kiosk's network: silence, then all its readings at once."""

    def after_an_outage(self, session: Session, now: int, change: Mapping[str, float]) -> Fleet:
        fleet = Fleet(session, now - 75, kiosks=2, model=a_model())
        fleet.known_for(100)
        cut_off = fleet.ids[0]
        fleet.go_on(14)
        fleet.go_on(30, silent={cut_off})
        for minute in range(fleet.minute - 30, fleet.minute):
            hot = fleet.minute - 25 <= minute < fleet.minute - 20
            fleet.speak(cut_off, minute, received=fleet.minute * 60 + 6, change=change if hot else {})
        fleet.go_on(1)
        return fleet

    def test_takes_the_place_of_silence_and_is_scored_in_order(self, session: Session, now: int) -> None:
        fleet = self.after_an_outage(session, now, {})
        rows = [row for row in fleet.rows("at, readings, raw") if row.kiosk_id == fleet.ids[0]]
        assert [row.readings for row in rows] == [12] * 45
        assert all(row.raw is not None for row in rows[14:])

    def test_keeps_an_incident_of_the_past_and_tells_nobody(self, session: Session, now: int) -> None:
        fleet = self.after_an_outage(session, now, HOT)
        late = [incident for incident in fleet.incidents() if incident.template == "fan_failure"]
        assert [incident.kiosk_id for incident in late] == [fleet.ids[0]]
        assert late[0].late
        assert late[0].started_at <= late[0].peak_at < late[0].ended_at
        assert fleet.told() == []

    def test_in_many_parts_is_one_row_a_minute(self, session: Session, now: int) -> None:
        fleet = Fleet(session, now - 20)
        fleet.go_on(3)
        first = fleet.minute - 3
        for _ in range(3):
            fleet.speak(fleet.ids[0], first, received=fleet.minute * 60 + 6)
            fleet.go_on(1)
        rows = fleet.rows()
        assert [row.readings for row in rows] == [48, 12, 12, 12, 12, 12]


class TestOurOwnOutage:
    """Nothing was scored for a while: what waits in the log is then scored as of its own time."""

    def test_an_incident_that_is_over_by_then_is_kept_and_not_told(self, session: Session, now: int) -> None:
        fleet = Fleet(session, now - 14 - 5 - SETTLED - 15, model=a_model())
        fleet.known_for(100)
        fleet.go_on(14)
        fleet.go_on(5, change=lambda _: HOT)
        fleet.go_on(SETTLED)
        (incident,) = fleet.incidents()
        assert incident.late
        assert incident.ended_at is not None
        assert fleet.told() == []

    def test_one_that_goes_on_is_told_when_now_is_reached(self, session: Session, now: int) -> None:
        fleet = Fleet(session, now - 35, model=a_model())
        fleet.known_for(100)
        fleet.go_on(14)
        fleet.go_on(5, change=lambda _: HOT)
        assert fleet.told() == []
        fleet.go_on(14, change=lambda _: HOT)
        assert fleet.told() == ["anomaly.detected"]

    def test_silence_in_it_is_not_that_of_kiosks(self, session: Session, now: int) -> None:
        fleet = Fleet(session, now - 60)
        fleet.known_for(100)
        fleet.go_on(3)
        fleet.minute += 30
        fleet.begin()
        fleet.go_on(3)
        assert [row.readings for row in fleet.rows()] == [12] * 6
        assert fleet.incidents() == []


class TestMuted:
    def status(self, fleet: Fleet, mode: str, minute: int) -> Event:
        data = {"kiosk_id": fleet.ids[0], "mode": mode, "status": mode if mode != "normal" else "online"}
        return Event("kiosk.status_changed", "kiosk_service", "kiosk", data, at=iso(moment(minute)))

    def test_maintenance_raises_nothing_and_does_not_count(self, session: Session, now: int) -> None:
        fleet = Fleet(session, now - 40)
        fleet.known_for(100)
        surroundings.note_statuses(session, [self.status(fleet, "maintenance", fleet.minute)])
        fleet.go_on(4, change=lambda _: {"cpu_usage": 99.5})
        assert fleet.incidents() == []
        seen = text("SELECT rows_seen FROM kiosk_profiles WHERE kiosk_id = :id")
        assert session.scalar(seen, {"id": fleet.ids[0]}) == 100
        surroundings.note_statuses(session, [self.status(fleet, "normal", fleet.minute)])
        fleet.go_on(3, change=lambda _: {"cpu_usage": 99.5})
        assert [row.muted for row in fleet.rows("at, muted")] == [True] * 4 + [False] * 3
        assert len(fleet.incidents()) == 1
        assert session.scalar(seen, {"id": fleet.ids[0]}) == 103

    def test_what_breaks_during_maintenance_changes_no_open_incident(self, session: Session, now: int) -> None:
        fleet = Fleet(session, now - 20)
        fleet.known_for(0)
        fleet.go_on(2)
        fleet.go_on(2, change=lambda _: {"cpu_usage": 99.5})
        surroundings.note_statuses(session, [self.status(fleet, "maintenance", fleet.minute)])
        fleet.go_on(3, change=lambda _: {"cpu_temp": 99.0})
        (incident,) = fleet.incidents()
        assert (incident.template, incident.explanation["limits"]) == ("limit:cpu_usage", ["cpu_usage"])

    def test_the_first_minutes_after_installation_raise_nothing(self, session: Session, now: int) -> None:
        fleet = Fleet(session, now - 40)
        fleet.go_on(17, change=lambda _: {"cpu_usage": 99.5})
        (incident,) = fleet.incidents()
        assert incident.started_at == moment(now - 40 + 16)  # the second minute that counts

    def test_an_update_is_not_held_against_a_kiosk_afterwards(self, session: Session, now: int) -> None:
        fleet = Fleet(session, now - 80, model=a_model())
        fleet.known_for(100)
        fleet.go_on(14)
        surroundings.note_statuses(session, [self.status(fleet, "updating", fleet.minute)])
        busy = {"cpu_usage": 92.0, "cpu_temp": 68.0, "disk_usage": 33.0}
        fleet.go_on(6, change=lambda _: busy)
        surroundings.note_statuses(session, [self.status(fleet, "normal", fleet.minute)])
        fleet.go_on(10, change=lambda _: busy)
        fleet.go_on(6)
        fleet.begin()
        fleet.go_on(9)
        assert [row.muted for row in fleet.rows("at, muted")] == [False] * 14 + [True] * 16 + [False] * 15
        assert fleet.incidents() == []
        fleet.go_on(3, change=lambda _: HOT)
        assert [incident.template for incident in fleet.incidents()] == ["fan_failure"]


def test_where_a_kiosk_should_stand_is_known_from_the_newest_event(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 5)
    for lng, minute in ((-58.41, now - 2), (-58.4, now - 1), (-58.43, now - 3)):
        config = {"interval": 10, "assigned_location": {"lat": -34.6, "lng": lng}}
        data = {"kiosk_id": fleet.ids[0], "config": config}
        surroundings.note_config(
            session, Event("kiosk.changed", "kiosk_service", "kiosk", data, at=iso(moment(minute)))
        )
    fleet.go_on(1)
    (row,) = fleet.rows('"values"')
    assert row.values[NAMES.index("distance_m")] == pytest.approx(0, abs=0.01)
    assert row.values[NAMES.index("missing_share")] == 0
    nowhere = {"kiosk_id": fleet.ids[0], "config": {"interval": 5, "assigned_location": None}}
    surroundings.note_config(session, Event("kiosk.registered", "kiosk_service", "kiosk", nowhere))
    fleet.go_on(1)
    assert math.isnan(fleet.rows('"values"')[-1].values[NAMES.index("distance_m")])


def test_sales_are_compared_with_the_same_hours_of_weeks_before_and_count_once(session: Session, now: int) -> None:
    fleet = Fleet(session, now - now % 60 - 60)  # an hour begins
    begin = moment(fleet.minute)

    def sell(payment_id: int, at: datetime) -> None:
        data = {"kiosk_id": fleet.ids[0], "payment_id": payment_id, "occurred_at": iso(at)}
        surroundings.note_sale(session, Event("payment.captured", "payment_service", "payment", data))

    numbers = itertools.count(1)
    for week in (3, 2, 1):
        for hour in (-1, 0):
            for _ in range(8):
                sell(next(numbers), begin - timedelta(weeks=week) + timedelta(hours=hour, minutes=20))
    for _ in range(4):
        payment_id = next(numbers)
        sell(payment_id, begin - timedelta(minutes=40))
        sell(payment_id, begin - timedelta(minutes=40))  # the event came again
    fleet.go_on(30)
    ratio = [row.values[NAMES.index("sales_rate_ratio")] for row in fleet.rows('"values"')]
    assert ratio[0] == pytest.approx(0.5, abs=0.02)  # four in the hour before, eight are usual
    assert ratio[-1] == pytest.approx(0.25, abs=0.02)


def test_a_retired_kiosks_incident_is_over(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 10)
    fleet.known_for(100)
    fleet.go_on(3, change=lambda _: {"cpu_usage": 99.5})
    session.execute(
        text("INSERT INTO kiosk_access (kiosk_id, name, lifecycle, changed_at) VALUES (:id, 'a', 'retired', now())"),
        {"id": fleet.ids[0]},
    )
    session.commit()
    fleet.go_on(1)
    assert fleet.told() == ["anomaly.detected", "anomaly.resolved"]


def test_a_kiosk_learns_what_is_usual_for_it_and_nothing_from_its_faults(session: Session, now: int) -> None:
    fleet = Fleet(session, now - 1, model=a_model())
    fleet.known_for(1440)
    fault = range(now - 1000, now - 900)
    fleet.remember(range(now - 1000, now - 1), {minute: {"cpu_temp": 99.0} for minute in fault})
    incident = Incident(
        kiosk_id=fleet.ids[0], started_at=moment(fault.start), peak_at=moment(fault.start), ended_at=moment(fault.stop),
        peak_probability=1, severity="warning", maturity="fleet", template="fan_failure",
        explanation={"title": {"es": "a", "en": "b"}}, alarm={}, verdict="true_fault",
    )  # fmt: skip
    session.add(incident)
    session.commit()
    while profiles.renew_due(session, fleet.model, utc_now()):
        pass
    (row,) = knowledge.profiles(session, fleet.ids)
    own = own_of(row)
    place = NAMES.index("cpu_temp")
    assert own.profile.centre[place] == pytest.approx(50, abs=1)
    assert own.profile.high[place] < 60
    assert (own.version, own.calibration is not None) == (1, True)
    fleet.go_on(1)
    assert fleet.rows("at, maturity")[-1].maturity == OWN
    # Judged to be a false alarm, the same minutes are a part of what is usual.
    judge(session, incident.id, "false_alarm")
    session.execute(text("UPDATE kiosk_profiles SET fitted_at = NULL, arrays = NULL"))
    session.commit()
    while profiles.renew_due(session, fleet.model, utc_now()):
        pass
    (row,) = knowledge.profiles(session, fleet.ids)
    assert own_of(row).profile.high[place] == pytest.approx(99)


def test_two_verdicts_at_once_are_both_in_the_history(committing_app: Service) -> None:
    at = utc_now()
    row = Incident(
        kiosk_id=777001, started_at=at, peak_at=at, ended_at=at, peak_probability=1, severity="info", maturity="own",
        template="general", explanation={"title": {"es": "a", "en": "b"}}, alarm={},
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    incident_id = row.id

    def give(verdict: Any) -> None:
        with committing_app.app_context():
            judge(db.session(), incident_id, verdict)
            db.session.remove()

    threads = [threading.Thread(target=give, args=(verdict,)) for verdict in ("true_fault", "false_alarm")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    stored = db.session.scalars(select(Incident).where(Incident.id == incident_id)).one()
    assert {given["verdict"] for given in stored.verdicts} == {"true_fault", "false_alarm"}
    assert stored.verdict == stored.verdicts[-1]["verdict"]
    db.session.remove()
