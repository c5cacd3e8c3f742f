"""The cycle on a real database: one run at a time, taken up again after a crash, and every decision kept."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from redis import Redis
from sqlalchemy import text
from sqlalchemy.orm import Session

from ai_service.minutes.columns import NAMES
from ai_service.models.registry import TrainingRun
from ai_service.registry.files import ARRAYS, ModelFiles
from ai_service.repositories import minutes
from ai_service.repositories import models as model_rows
from ai_service.repositories import runs as run_rows
from ai_service.repositories.minutes import Minute
from ai_service.services import drift_watch, models, runs, shadow, training_data, triggers
from ai_service.services.cycle import Cycle
from ai_service.synthetic.day import kiosk_days
from ai_service.tests.unit.fleets import SMALL, few_steps
from ai_service.training.gate import Decision
from ai_service.training.pipeline import Outcome, Pipeline
from common.database import db, session_scope, transaction
from common.errors import Conflict
from common.events import Event, utc_now
from common.service import Service

KIOSKS, DAYS = (1, 2, 3), 1.2
NOW = datetime(2026, 1, 10, tzinfo=UTC)


class Crash(BaseException):
    """The process is gone."""


@pytest.fixture(scope="module", autouse=True)
def quick_training() -> Iterator[None]:
    yield from few_steps()


@pytest.fixture
def session(committing_app: Service) -> Iterator[Session]:
    """What a test commits is there for the other connections."""
    yield db.session()
    db.session.remove()


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    return ModelFiles(tmp_path / "models")


@pytest.fixture
def cycle(files: ModelFiles, redis: Redis) -> Cycle:
    return Cycle(files, redis, lambda seed, budget: replace(SMALL, seed=5))


def store(session: Session, kiosks: Sequence[int] = KIOSKS, days: float = DAYS, until: datetime = NOW) -> None:
    """Minutes of made-up kiosks in the place of real ones."""
    start = until.timestamp() - days * 86_400
    for day in range(-2, round(days) + 3):
        with transaction(session):
            minutes.ensure_partition(session, (datetime.fromtimestamp(start, UTC) + timedelta(days=day)).date())
    for kiosk in kiosks:
        table = kiosk_days(77, kiosk, days, start)
        with transaction(session):
            minutes.write(
                session, [minute(kiosk, at, values) for at, values in zip(table.times, table.values, strict=True)]
            )
            session.execute(
                text("INSERT INTO kiosk_profiles (kiosk_id, since, rows_seen) VALUES (:id, :since, :rows)"),
                {"id": kiosk, "since": datetime.fromtimestamp(start - 86_400, UTC), "rows": len(table)},
            )


def minute(kiosk: int, at: float, values: np.ndarray) -> Minute:
    return Minute(kiosk, datetime.fromtimestamp(at, UTC), 12, values, 1.0, 0.1, False, False, 2, 1)


def judge_incident(session: Session, kiosk: int, begun: datetime, verdict: str | None, lasted: int = 30) -> None:
    with transaction(session):
        session.execute(
            text(
                "INSERT INTO incidents (kiosk_id, started_at, peak_at, ended_at, peak_probability, severity, maturity,"
                " template, explanation, alarm, verdict, verdict_at) VALUES"
                " (:kiosk, :at, :at, :end, 0.99, 'warning', 'own', 'fan_failure', '{}', '{}', :verdict, now())"
            ),
            {"kiosk": kiosk, "at": begun, "end": begun + timedelta(minutes=lasted), "verdict": verdict},
        )


def queued(session: Session, trigger: str = "manual") -> int:
    return runs.start(session, "anomaly", trigger).id


def found(session: Session, run_id: int) -> TrainingRun:
    session.rollback()
    run = run_rows.find(session, run_id)
    assert run is not None
    return run


def champion(session: Session) -> int | None:
    session.rollback()
    return model_rows.aliases(session, "anomaly").get("champion")


def told(session: Session) -> list[str]:
    return list(session.scalars(text("SELECT type FROM outbox ORDER BY position")))


def test_the_first_run_of_an_empty_system_makes_a_champion_of_synthetic_kiosks(
    session: Session, cycle: Cycle, files: ModelFiles, redis: Redis
) -> None:
    heard = redis.pubsub()  # type: ignore[no-untyped-call]
    heard.subscribe("live")
    run_id = queued(session, "first")
    cycle.work(session, run_id)
    run = found(session, run_id)
    assert (run.state, run.version, run.stage) == ("promoted", 1, "gate")
    assert champion(session) == 1
    assert files.load("anomaly", 1).manifest.run_id == run_id
    assert run.data is not None
    assert (run.data["synthetic_share"], run.data["kiosks"], run.data["train_from"]) == (1.0, 0, None)
    assert told(session) == ["model.promoted", "audit.noted"]
    assert not files.workspace("anomaly", run_id).exists()
    messages = [
        message["data"] for _ in range(200) if (message := heard.get_message()) and message["type"] == "message"
    ]
    assert b'"stage":"training"' in b"".join(messages)
    assert b'"stage":"promoted"' in messages[-1]


def test_a_challenger_with_few_real_incidents_goes_into_shadow_and_is_decided_by_the_next_day(
    session: Session, cycle: Cycle
) -> None:
    cycle.work(session, queued(session, "first"))
    store(session, until=utc_now() - timedelta(days=1))
    run_id = queued(session)
    cycle.work(session, run_id)
    run = found(session, run_id)
    assert run.gate is not None
    if run.state == "refused":  # so few days tell little: what matters here is what follows a pass
        pytest.fail(str(run.gate["text"]))
    assert (run.state, run.champion, run.version) == ("shadow", 1, 2)
    assert model_rows.aliases(session, "anomaly") == {"champion": 1, "challenger": 2}
    assert shadow.due(session, utc_now()) == []
    later = utc_now() + timedelta(hours=25)
    assert shadow.due(session, later) == [run_id]
    shadow.judge(cycle, session, run_id, later)
    assert found(session, run_id).state == "shadow", "nothing was seen that day: it lasts another"
    after = later + timedelta(hours=25)
    with transaction(session):
        session.execute(text("TRUNCATE kiosk_minutes, kiosk_profiles"))
    store(session, days=4.0, until=after)
    shadow.judge(cycle, session, run_id, after)
    run = found(session, run_id)
    assert run.gate is not None
    assert run.state in {"promoted", "refused"}
    assert run.gate["checks"][-1]["name"] == "shadow"
    assert champion(session) == (2 if run.state == "promoted" else 1)
    assert model_rows.aliases(session, "anomaly").get("challenger") is None


def decided(monkeypatch: pytest.MonkeyPatch, *decisions: Decision) -> None:
    """Let the gate decide so of the next runs, whatever they are like."""
    original, left = Pipeline.run, list(decisions)

    def run(pipeline: Pipeline) -> Outcome:
        outcome = original(pipeline)
        return replace(outcome, verdict=replace(outcome.verdict, decision=left.pop(0)))

    monkeypatch.setattr(Pipeline, "run", run)


def test_only_a_run_that_passes_takes_the_place_of_one_in_shadow(
    session: Session, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, "promote", "shadow", "refuse", "promote")
    cycle.work(session, queued(session, "first"))
    waiting = queued(session)
    cycle.work(session, waiting)
    cycle.work(session, queued(session))
    assert found(session, waiting).state == "shadow"
    assert model_rows.aliases(session, "anomaly") == {"champion": 1, "challenger": 2}
    cycle.work(session, queued(session))
    assert found(session, waiting).state == "superseded"
    assert model_rows.aliases(session, "anomaly") == {"champion": 4}


def test_a_challenger_of_which_nothing_was_seen_for_days_is_refused(
    session: Session, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, "promote", "shadow")
    cycle.work(session, queued(session, "first"))
    run_id = queued(session)
    cycle.work(session, run_id)
    shadow.judge(cycle, session, run_id, utc_now() + timedelta(days=6))
    run = found(session, run_id)
    assert run.gate is not None
    assert (run.state, champion(session)) == ("refused", 1)
    assert "too few normal minutes" in run.gate["text"]["en"]


def test_what_a_person_promotes_while_the_first_run_works_is_compared_with(
    session: Session, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle.work(session, queued(session, "first"))
    with transaction(session):
        model_rows.drop_alias(session, "anomaly", "champion")
    original = Cycle._decide

    def promoted_meanwhile(*arguments: Any) -> bool:
        with transaction(session):
            model_rows.point(session, "anomaly", "champion", 1)
        return original(*arguments)

    monkeypatch.setattr(Cycle, "_decide", promoted_meanwhile)
    run_id = queued(session, "first")
    cycle.work(session, run_id)
    assert found(session, run_id).champion == 1


def test_of_many_who_start_a_run_at_once_one_does(session: Session, committing_app: Service) -> None:
    outcomes: list[str] = []

    def start() -> None:
        with committing_app.app_context(), session_scope() as own:
            try:
                runs.start(own, "anomaly", "manual")
                outcomes.append("started")
            except Conflict as error:
                outcomes.append(error.code)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["run_in_progress"] * 5 + ["started"]


def test_of_many_workers_one_takes_a_run_up(session: Session, cycle: Cycle, committing_app: Service) -> None:
    run_id = queued(session, "first")
    claimed: list[int] = []

    def claim() -> None:
        with committing_app.app_context(), session_scope() as own, transaction(own):
            if run_rows.claim(own, run_id, utc_now(), utc_now() + timedelta(minutes=3)):
                claimed.append(1)

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 1
    cycle.work(session, run_id)
    assert found(session, run_id).state == "running", "who comes second leaves it alone"
    assert run_rows.waiting(session, utc_now()) == []
    assert run_rows.waiting(session, utc_now() + timedelta(minutes=4)) == [run_id]


def dies(monkeypatch: pytest.MonkeyPatch, place: str) -> Callable[[], None]:
    """Let the process die at a place of the cycle, once."""
    owner, name = {
        "in training": (Pipeline, "_comparison"),
        "before publishing": (Cycle, "_publish"),
        "after publishing": (Cycle, "_decide"),
        "while deciding": (models, "promote"),
    }[place]
    original = getattr(owner, name)

    def die(*arguments: Any, **named: Any) -> Any:
        raise Crash

    monkeypatch.setattr(owner, name, die)
    return lambda: monkeypatch.setattr(owner, name, original)


@pytest.mark.parametrize("place", ["in training", "before publishing", "after publishing", "while deciding"])
def test_a_run_whose_worker_died_is_taken_up_and_ends_once(
    session: Session, cycle: Cycle, files: ModelFiles, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    run_id = queued(session, "first")
    alive = dies(monkeypatch, place)
    with pytest.raises(Crash):
        cycle.work(session, run_id)
    session.rollback()
    assert champion(session) is None
    assert told(session) == []
    alive()
    with transaction(session):  # the lease of the dead runs out
        session.execute(text("UPDATE training_runs SET lease_until = now() - interval '1 s'"))
    cycle.work(session, run_id)
    run = found(session, run_id)
    assert (run.state, run.version, run.attempts) == ("promoted", 1, 2)
    assert files.versions("anomaly") == [1]
    assert told(session) == ["model.promoted", "audit.noted"]


def test_a_run_that_fails_again_and_again_is_given_up_with_its_reason(
    session: Session, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Cycle, "_publish", full)
    run_id = queued(session, "first")
    for _ in range(3):
        with pytest.raises(OSError, match="No space"):
            cycle.work(session, run_id)
    run = found(session, run_id)
    assert (run.state, run.attempts) == ("failed", 3)
    assert run.error is not None
    assert "No space left" in run.error
    assert runs.start(session, "anomaly", "manual").state == "queued"


def test_a_champion_whose_file_is_broken_is_replaced_by_the_next_run(
    session: Session, cycle: Cycle, tmp_path: Path
) -> None:
    cycle.work(session, queued(session, "first"))
    (tmp_path / "models" / "anomaly" / "1" / ARRAYS).write_bytes(b"")
    cycle.work(session, queued(session))
    assert champion(session) == 2


def test_only_normal_minutes_count_as_normal_and_the_reasons_are_counted(session: Session) -> None:
    store(session, kiosks=[1], days=0.5)
    begun = NOW - timedelta(hours=6)
    judge_incident(session, 1, begun, "true_fault")
    judge_incident(session, 1, begun + timedelta(hours=3), None)
    judge_incident(session, 1, begun + timedelta(hours=5), "false_alarm")
    with transaction(session):
        muted = "UPDATE kiosk_minutes SET muted = true WHERE at >= :a AND at < :b"
        session.execute(text(muted), {"a": NOW - timedelta(hours=10), "b": NOW - timedelta(hours=9)})
    data = training_data.gather(session, NOW, seed=1)
    (rows,) = data.kiosks
    assert rows.table.names == NAMES
    assert int(rows.fault.sum()) == 31
    assert data.left_out == {"muted": 60, "incidents": 31 + 10 + 30 + 31 + 10 + 30, "installs": 0}
    assert int((~rows.normal).sum()) == sum(data.left_out.values())
    false_alarm = (begun + timedelta(hours=5, minutes=5)).timestamp()
    assert rows.normal[np.searchsorted(rows.table.times, false_alarm)]
    expected = kiosk_days(77, 1, 0.5, NOW.timestamp() - 43_200).values
    assert np.allclose(rows.table.values, expected, rtol=1e-5, equal_nan=True)


def test_twenty_new_verdicts_start_a_run(session: Session, cycle: Cycle) -> None:
    assert triggers.look(session, utc_now()) is not None, "the first"
    with transaction(session):
        session.execute(text("UPDATE training_runs SET state = 'promoted'"))
    cycle.work(session, queued(session, "first"))
    for number in range(20):
        assert triggers.look(session, utc_now()) is None
        judge_incident(session, number, NOW, "true_fault")
    started = triggers.look(session, utc_now())
    assert started is not None
    assert started.trigger == "verdicts"
    assert triggers.look(session, utc_now()) is None


def test_new_firmware_in_part_of_the_fleet_starts_a_run_after_a_day(session: Session, cycle: Cycle) -> None:
    cycle.work(session, queued(session, "first"))
    now = utc_now()

    def introduced(kiosk: int, firmware: str, at: datetime) -> None:
        data = {"kiosk_id": kiosk, "firmware": firmware}
        triggers.note_firmware(session, Event("kiosk.changed", "kiosk_service", "", data, at=at.isoformat()))

    for kiosk in range(20):
        introduced(kiosk, "1.0", now)
    later = now + timedelta(days=2)
    assert triggers.look(session, later) is None, "a first firmware is no change"
    introduced(3, "1.1", now + timedelta(hours=30))
    assert triggers.look(session, later) is None, "it is watched for a day first"
    started = triggers.look(session, later + timedelta(days=1))
    assert started is not None
    assert started.trigger == "firmware"


def test_drift_is_kept_on_the_model_and_starts_a_run(session: Session, cycle: Cycle) -> None:
    assert drift_watch.watch(cycle, session, NOW) is False, "without a champion there is nothing to compare with"
    cycle.work(session, queued(session, "first"))
    store(session)
    assert drift_watch.watch(cycle, session, NOW) is True, "these kiosks are others than those it was trained on"
    with transaction(session):
        session.execute(text("UPDATE training_runs SET created_at = '2026-01-09'"))
    model = models.get(session, "anomaly")
    assert model.drift is not None
    assert model.drift["drifted"]
    assert {"score", *NAMES} == {item["metric"] for item in model.drift["items"]}
    started = triggers.look(session, utc_now())
    assert started is not None
    assert started.trigger == "drift"
