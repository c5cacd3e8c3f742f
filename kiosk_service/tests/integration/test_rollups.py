"""Roll-ups and retention: nothing is lost or counted twice on the way from raw readings to a year of five minutes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text

from common.database import db
from common.events import iso, utc_now
from common.service import Service
from common.testing.fixtures import SignAs
from kiosk_service.models import Kiosk, readings, rollup_late, rollup_progress, rollups
from kiosk_service.repositories.rollups import BUCKET, bucket_of
from kiosk_service.services import registry, retention
from kiosk_service.services.telemetry import store
from kiosk_service.tests.integration.conftest import received

READ = "kiosks.read_all"
DAY = timedelta(days=1)


def today() -> datetime:
    return utc_now().replace(hour=0, minute=0, second=0, microsecond=0)


def say(kiosk: Kiosk, start: datetime, values: Sequence[float], seq: int = 1, every: float = 60, **kwargs: Any) -> None:
    """Store readings of one metric."""
    store(
        db.session(),
        [
            received(kiosk, seq + n, at=start + timedelta(seconds=every * n), hardware={"cpu_usage": value}, **kwargs)
            for n, value in enumerate(values)
        ],
    )


def rolled(kiosk: Kiosk) -> dict[datetime, tuple[float, float, float, int]]:
    names = ("mean", "min", "max", "count")
    query = select(rollups.c.bucket, *(rollups.c[f"cpu_usage_{name}"] for name in names)).order_by(rollups.c.bucket)
    rows = db.session.execute(query.where(rollups.c.kiosk_id == kiosk.id))
    return {row[0].astimezone(UTC): tuple(row[1:]) for row in rows}


def raw_count(kiosk: Kiosk) -> int:
    return len(db.session.execute(select(readings.c.seq).where(readings.c.kiosk_id == kiosk.id)).all())


def points(client: FlaskClient, token: SignAs, kiosk: Kiosk, start: datetime, end: datetime, **query: Any) -> Any:
    query = {"metric": "cpu_usage", "from": iso(start), "to": iso(end), **query}
    response = client.get(f"/kiosks/{kiosk.id}/telemetry", query_string=query, headers=token(READ))
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def begin_anew() -> None:
    """No readings, and rolled up until some hours ago."""
    for table in (readings, rollups, rollup_late):
        db.session.execute(table.delete())
    rolled_until = bucket_of(utc_now() - timedelta(hours=4))
    marks = {"raw_from": today() - 7 * DAY, "rolled_until": rolled_until, "closed_until": rolled_until}
    db.session.execute(rollup_progress.update().values(**marks))
    retention.prepare_partitions(db.session())


@pytest.fixture(autouse=True)
def some_day(app: Service) -> None:
    begin_anew()


def test_five_minutes_become_one_row_once_they_are_over(app: Service, kiosk: Kiosk) -> None:
    bucket = bucket_of(utc_now() - timedelta(minutes=20))
    say(kiosk, bucket, [10, 20, 60, 30], every=75)
    store(db.session(), [received(kiosk, 9, at=bucket + BUCKET)])  # without the metric
    retention.roll_up(db.session(), bucket + BUCKET)
    assert rolled(kiosk) == {}  # late readings have their minute
    retention.roll_up(db.session(), utc_now())
    expected = {bucket: (30, 10, 60, 4), bucket + BUCKET: (None, None, None, 0)}
    assert rolled(kiosk) == expected
    retention.roll_up(db.session(), utc_now())
    assert rolled(kiosk) == expected


def test_a_late_reading_is_rolled_up_again(app: Service, kiosk: Kiosk) -> None:
    bucket = bucket_of(utc_now() - timedelta(hours=3))
    say(kiosk, bucket, [10])
    retention.roll_up(db.session(), utc_now())
    assert rolled(kiosk)[bucket] == (10, 10, 10, 1)
    say(kiosk, bucket, [20, 30], seq=5)
    retention.roll_up(db.session(), utc_now())
    assert rolled(kiosk)[bucket] == (20, 10, 30, 3)
    assert db.session.execute(select(rollup_late)).all() == []


def test_a_reading_between_closing_and_rolling_up_counts(app: Service, kiosk: Kiosk) -> None:
    """The job was cut off after it had closed buckets."""
    bucket = bucket_of(utc_now() - timedelta(minutes=20))
    retention.roll_up(db.session(), utc_now(), stopped=lambda: True)
    say(kiosk, bucket, [10])
    retention.roll_up(db.session(), utc_now())
    assert rolled(kiosk)[bucket] == (10, 10, 10, 1)


def test_raw_days_are_dropped_after_a_week_but_never_before_they_are_rolled_up(app: Service, kiosk: Kiosk) -> None:
    noon = today() - 6 * DAY + timedelta(hours=12)
    say(kiosk, noon, [10, 20])
    in_a_week = utc_now() + 7 * DAY
    retention.drop_old(db.session(), in_a_week)
    assert raw_count(kiosk) == 2
    retention.roll_up(db.session(), utc_now())
    retention.drop_old(db.session(), utc_now())
    assert raw_count(kiosk) == 2
    say(kiosk, noon, [30], seq=9)  # late: not to be dropped before it is in its bucket
    retention.drop_old(db.session(), in_a_week)
    assert raw_count(kiosk) == 3
    retention.roll_up(db.session(), utc_now())
    retention.drop_old(db.session(), in_a_week)
    assert raw_count(kiosk) == 0
    assert rolled(kiosk)[noon] == (20, 10, 30, 3)


def test_a_long_backlog_is_merged_into_old_buckets_and_then_dropped(
    app: Service, client: FlaskClient, token: SignAs, kiosk: Kiosk
) -> None:
    bucket = bucket_of(utc_now() - 30 * DAY)
    for seq, values in ((1, [10, 30]), (3, [50])):  # two waves
        say(kiosk, bucket, values, seq=seq, every=10)
        retention.roll_up(db.session(), utc_now())
        retention.drop_old(db.session(), utc_now())
        assert raw_count(kiosk) > 0  # a repetition is still known
        assert points(client, token, kiosk, bucket, bucket + BUCKET, step=300)["points"][0][1] == (
            20 if seq == 1 else 30
        )
        retention.drop_old(db.session(), utc_now() + 8 * DAY)
        assert raw_count(kiosk) == 0
    assert rolled(kiosk) == {bucket: (30, 10, 50, 3)}
    body = points(client, token, kiosk, bucket - DAY, bucket + DAY)
    assert (body["points"], body["ranges"]) == ([[iso(bucket), 30.0]], [[10.0, 50.0]])


def test_roll_ups_are_dropped_after_a_year(app: Service, kiosk: Kiosk) -> None:
    bucket = bucket_of(utc_now() - timedelta(hours=1))
    say(kiosk, bucket, [10])
    retention.roll_up(db.session(), utc_now())
    retention.drop_old(db.session(), utc_now() + 360 * DAY)
    assert bucket in rolled(kiosk)
    retention.drop_old(db.session(), utc_now() + 400 * DAY)
    assert rolled(kiosk) == {}


def test_days_without_a_partition_are_dropped_too(app: Service, kiosk: Kiosk) -> None:
    day = today() - 5 * DAY
    db.session.execute(text(f"DROP TABLE readings_{day:%Y%m%d}"))
    say(kiosk, day, [1, 2])
    retention.roll_up(db.session(), utc_now())
    retention.drop_old(db.session(), utc_now() + 7 * DAY)
    assert raw_count(kiosk) == 0
    assert rolled(kiosk)[day] == (1.5, 1, 2, 2)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["say", "roll up", "drop"]),
            st.integers(0, 40 * 24 * 60),  # minutes back
            st.integers(0, 9 * 24 * 60),  # minutes that pass
        ),
        max_size=8,
    )
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_things_happen_each_reading_is_in_one_bucket_once(
    app: Service, client: FlaskClient, token: SignAs, steps: list[tuple[str, int, int]]
) -> None:
    begin_anew()
    kiosk = registry.register(db.session(), {"name": "a", "location": "b"})
    now, seq, said = utc_now(), 0, list[tuple[datetime, int]]()
    for what, back, passes in steps:
        if what == "say":
            seq += 1
            at = now - timedelta(minutes=back % (35 * 24 * 60))
            reading = received(kiosk, seq, at=at, received_at=now, hardware={"cpu_usage": seq})
            store(db.session(), [reading])
            said.append((reading.at, seq))
        elif what == "roll up":
            now += timedelta(minutes=passes % 600)
            retention.roll_up(db.session(), now)
        else:
            now += timedelta(minutes=passes)
            retention.drop_old(db.session(), now)
    expected: dict[datetime, list[int]] = {}
    for at, value in said:
        expected.setdefault(bucket_of(at), []).append(value)
    retention.roll_up(db.session(), now)
    for bucket, values in expected.items():
        found = points(client, token, kiosk, bucket, bucket + BUCKET, step=300)
        assert [value for _, value in found["points"]] == [pytest.approx(sum(values) / len(values))]
        assert found["ranges"] == [[min(values), max(values)]]


def test_a_range_from_rolled_up_into_raw_is_seamless(client: FlaskClient, token: SignAs, kiosk: Kiosk) -> None:
    now = utc_now()
    start = bucket_of(now - timedelta(hours=100))
    values = [float(n % 50) for n in range(100 * 12 + 1)]
    say(kiosk, start, values, every=300)
    retention.roll_up(db.session(), now - timedelta(hours=1))
    progress = db.session.execute(select(rollup_progress)).one()
    assert start < progress.rolled_until < now - timedelta(minutes=30)
    body = points(client, token, kiosk, start, now + timedelta(minutes=1), step=300)
    said = [[iso(start + n * BUCKET), value] for n, value in enumerate(values)]
    assert body["step"] == 300
    assert body["points"] == said


@pytest.mark.parametrize("days", [0.1, 1, 2.5, 7, 31, 366])
def test_the_answer_has_at_most_two_thousand_points_whatever_the_range(
    client: FlaskClient, token: SignAs, kiosk: Kiosk, days: float
) -> None:
    now = utc_now()
    db.session.execute(
        text(
            "INSERT INTO rollups (kiosk_id, bucket, cpu_usage_mean, cpu_usage_min, cpu_usage_max, cpu_usage_count)"
            " SELECT :kiosk, bucket, 10, 1, 90, 60 FROM generate_series("
            " CAST(:start AS timestamptz), CAST(:end AS timestamptz), interval '5 minutes') AS bucket"
        ),
        {"kiosk": kiosk.id, "start": bucket_of(now - 62 * DAY), "end": bucket_of(now) - BUCKET},
    )
    db.session.execute(rollup_progress.update().values(rolled_until=bucket_of(now), raw_from=today() - 7 * DAY))
    say(kiosk, bucket_of(now), [10])
    body = points(client, token, kiosk, now - days * DAY, now + timedelta(seconds=1), step=60)
    assert len(body["points"]) <= 2000
    assert {value for _, value in body["points"]} == {10.0}
    assert body["step"] >= days * 86400 / 2000
    assert datetime.fromisoformat(body["points"][-1][0]) >= bucket_of(now) - timedelta(seconds=body["step"])


def test_a_question_reads_only_the_partitions_of_its_days(
    app: Service, client: FlaskClient, token: SignAs, kiosk: Kiosk
) -> None:
    statements: list[tuple[str, Any]] = []
    connection = db.session.connection()

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        statements.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    noon = today() - 2 * DAY + timedelta(hours=12)
    for step in (None, 10, 300):
        query = {"step": step} if step else {}
        points(client, token, kiosk, noon, noon + timedelta(hours=1), **query)
    event.remove(connection, "before_cursor_execute", note)
    plans = [
        "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))
        for statement, parameters in statements
        if "FROM readings" in statement
    ]
    assert len(plans) >= 3
    for plan in plans:
        assert f"readings_{noon:%Y%m%d}" in plan
        assert f"readings_{noon - DAY:%Y%m%d}" not in plan
        assert f"readings_{noon + DAY:%Y%m%d}" not in plan


def test_a_value_next_to_nothing_does_not_hold_up_the_roll_ups(app: Service, kiosk: Kiosk) -> None:
    bucket = bucket_of(utc_now() - timedelta(hours=3))
    say(kiosk, bucket, [1e-300, -1e-300, 5e-324])
    retention.roll_up(db.session(), utc_now())
    assert rolled(kiosk) == {bucket: (0, 0, 0, 3)}
