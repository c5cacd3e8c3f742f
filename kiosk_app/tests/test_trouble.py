"""Full disks, spoilt files, wrong clocks, moved and overloaded servers: a kiosk goes on and says what it does."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.errors import ExitCode
from kiosk_app.log import EventLog
from kiosk_app.sampler import CLOCK_ERROR
from kiosk_app.store import ReadingStore
from kiosk_app.tests.conftest import SERIAL, StartKiosk
from kiosk_app.tests.protocol_server import ProtocolServer, eventually
from kiosk_app.tests.test_agent import assert_complete, await_readings, fill, said


def age(timestamp: str) -> float:
    """Seconds since then."""
    return (datetime.now(UTC) - datetime.fromisoformat(timestamp)).total_seconds()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = sys.platform == "linux" and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "kiosk", str(folder)], check=False, capture_output=True
    ).returncode  # fmt: skip
    if not mounted:
        pytest.skip("mounting a small disk takes root's rights")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_on_a_full_disk_it_goes_on_and_misses_nothing(
    server: ProtocolServer, start_kiosk: StartKiosk, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL), data_dir=small_disk / "kiosk")
    await_readings(server, 3)
    with (small_disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(4096))
    server.stop()  # so that the file must grow
    assert eventually(lambda: "disk_trouble" in said(capsys), 60)
    server.start()
    await_readings(server, 20)  # from memory, while the disk is full
    (small_disk / "ballast").unlink()
    assert eventually(lambda: "disk_works_again" in said(capsys))
    await_readings(server, 5)
    assert_complete(server)
    assert kiosk.stop() == ExitCode.STOPPED
    store = ReadingStore(small_disk / "kiosk" / "readings.db", EventLog())
    assert store.queue(SERIAL).last_seq >= server.last_seq
    store.close()


def test_a_spoilt_store_costs_its_readings_and_nothing_else(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    await_readings(server, 5)
    kiosk.stop()
    before = server.last_seq
    (tmp_path / "data" / "readings.db").write_bytes(b"garbage " * 1000)
    start_kiosk()
    assert eventually(lambda: server.last_seq >= before + 5)
    assert server.seqs == sorted(set(server.seqs))
    assert "store_set_aside" in said(capsys)


def test_readings_of_any_size_fit_into_frames(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    store = ReadingStore(tmp_path / "data" / "readings.db", EventLog())
    readings = store.queue(SERIAL)
    for size in [*[5_000] * 100, 300_000, 100_000, 200_000]:
        readings.append({"timestamp": "earlier", "text": "x" * size})
    store.close()
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 105)
    assert server.seqs[:102] == [*range(1, 101), 102, 103]  # 101 is larger than any frame
    assert "reading_too_large" in said(capsys)
    assert len(server.joins) == 1


@pytest.mark.parametrize("code", ["unavailable", "rate_limited"])
def test_it_backs_off_when_asked_and_keeps_its_readings(
    server: ProtocolServer, start_kiosk: StartKiosk, code: str
) -> None:
    server.passing_code, server.times_unavailable = code, 3
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 5)
    assert_complete(server)
    assert len(server.joins) == 1


def test_an_overloaded_server_is_given_the_time_it_asks_for(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    server.token_answers = [{"Retry-After": "1"}, {"Retry-After": "soon"}]
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 5)
    assert_complete(server)


@pytest.mark.parametrize("lifetime", [0, -1, float("nan"), float("inf"), 10**400, "soon"], ids=range(6))
def test_a_token_without_a_sensible_lifetime_is_waited_out(
    server: ProtocolServer, start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str], lifetime: Any
) -> None:
    server.expires_in = lifetime
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: "gave no token" in said(capsys))
    server.expires_in = 900.0
    await_readings(server, 2)
    assert_complete(server)
    assert len(server.joins) == 1
    assert kiosk.stop() == ExitCode.STOPPED


def test_nonsense_of_the_server_ends_nothing_and_loses_nothing(
    server: ProtocolServer,
    start_kiosk: StartKiosk,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.http_away = True
    server.joins_spoilt = [{"resume_from": 10**30, "config": [1], "server_time": 5}]
    server.updates_spoilt = [{"duplicate": -1}, {"rejected": 5}, {"rejected": [{"seq": [1]}, 2]}, {"duplicate": "x"}]
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: "waiting_for_server" in said(capsys))
    server.http_away = False  # what has gathered goes in one message
    await_readings(server, 10)
    server.push_config()
    server.push_config({"interval": 10**30}, "and more")
    await_readings(server, 5)
    assert_complete(server)
    assert not server.duplicates
    assert len(server.joins) == 1
    assert kiosk.stop() == ExitCode.STOPPED
    assert "asyncio" not in {record.name for record in caplog.records}  # what a library prints is no line of JSON


def test_it_never_polls(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    await_readings(server, 3)
    assert not server.polled


def test_it_follows_a_realtime_service_that_moves(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    server.expires_in = 1.5
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    await_readings(server, 3)
    server.realtime_url = server.url.replace("127.0.0.1", "localhost")
    assert eventually(lambda: len(server.joins) == 2)
    await_readings(server, 3)
    assert_complete(server)


def test_readings_carry_the_servers_time(
    server: ProtocolServer, start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    server.ahead = timedelta(hours=1)
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    await_readings(server, 5)
    assert all(-3700 < age(reading["timestamp"]) < -3500 for reading in list(server.readings))
    # Those read before the join are only dated; the later ones report the offset.
    assert eventually(lambda: "clock_offset" in server.readings[-1])
    assert server.readings[-1]["clock_offset"] == pytest.approx(-3600, abs=30)
    assert all("taken" not in reading for reading in list(server.readings))
    assert "clock_is_wrong" in said(capsys)


def test_a_clock_that_jumps_changes_neither_order_nor_times(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path
) -> None:
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL), faults={})
    await_readings(server, 3)
    command = [sys.executable, str(Path(__file__).resolve().parents[1] / "kiosk_app.py"), "faults"]
    subprocess.run([*command, "--data_dir", str(tmp_path / "data"), "set", "clock_jump"], check=True)
    assert eventually(lambda: server.readings[-1].get("clock_offset", 0) > CLOCK_ERROR - 5)
    subprocess.run([*command, "--data_dir", str(tmp_path / "data"), "clear"], check=True)
    assert eventually(lambda: "clock_offset" not in server.readings[-1])
    assert_complete(server)
    times = [datetime.fromisoformat(reading["timestamp"]) for reading in list(server.readings)]
    assert times == sorted(times)
    assert max(times) - min(times) < timedelta(seconds=120)


def test_what_was_read_before_the_time_was_known_is_dated_when_it_is(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path
) -> None:
    server.stop()
    token = server.new_enrolment(SERIAL)
    offline = start_kiosk(enrolment_token=token, faults={"clock_jump": 5.0})
    assert eventually(lambda: stored(tmp_path / "data"), 20)
    offline.stop()  # and a later start, since the machine was not switched off, knows still when it was
    server.start()
    start_kiosk(enrolment_token=token)
    await_readings(server, 5)
    assert all(-5 < age(reading["timestamp"]) < 300 for reading in list(server.readings))
    assert_complete(server)


def stored(data_dir: Path) -> bool:
    """Whether something is in the store of a running kiosk."""
    return (data_dir / "readings.db-wal").exists() and (data_dir / "readings.db-wal").stat().st_size > 50_000


def test_a_long_outage_is_made_up_for_in_order(server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path) -> None:
    server.stop()
    fill(tmp_path / "data", 3000)
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    server.start()
    assert eventually(lambda: server.last_seq >= 3005, 60)
    assert_complete(server)
    assert max(server.messages) <= 200
