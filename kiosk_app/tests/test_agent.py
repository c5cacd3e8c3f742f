"""The agent against a real server: nothing is missing, nothing is twice, whatever happens on the way."""

import json
import stat
from pathlib import Path

import pytest

from kiosk_app import link, ownership, uplink
from kiosk_app.config import SOMEWHERE, KioskConfig, Place
from kiosk_app.errors import ExitCode
from kiosk_app.host import Host
from kiosk_app.log import EventLog
from kiosk_app.options import Options
from kiosk_app.store import ReadingStore
from kiosk_app.tests.conftest import SERIAL, RunningKiosk, StartKiosk
from kiosk_app.tests.protocol_server import ProtocolServer, eventually

CORUNNA = {"lat": 43.3623, "lng": -8.4115}


def await_readings(server: ProtocolServer, count: int) -> None:
    """Let some more readings arrive."""
    before = server.last_seq
    assert eventually(lambda: server.last_seq >= before + count)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What was logged since the last look."""
    return capsys.readouterr().out


def assert_complete(server: ProtocolServer) -> None:
    """Every reading from the first to the last that arrived is there, once and in order."""
    seqs = server.seqs  # taken once: more arrive meanwhile
    assert seqs == list(range(1, len(seqs) + 1))


def test_a_new_kiosk_enrols_and_its_readings_arrive_in_order(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL), real_location=Place(40.4, -3.7))
    assert eventually(lambda: server.last_seq >= 10)
    assert_complete(server)
    reading = server.readings[0]
    assert reading["kiosk_id"] == 7
    assert reading["serial"] == SERIAL
    assert reading["timestamp"].endswith("Z")
    assert reading.keys() >= {"environmental", "hardware", "peripherals", "network", "location"}
    join = server.joins[0]
    assert join["kiosk_id"] == 7
    assert join["capabilities"].keys() == {"sensors", "peripherals", "features"}


def test_later_starts_use_the_stored_key_and_continue_the_sequence(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path
) -> None:
    first = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 3)
    assert first.stop() == ExitCode.STOPPED
    start_kiosk()
    await_readings(server, 3)
    assert_complete(server)
    assert stat.S_IMODE((tmp_path / "data" / "identity.json").stat().st_mode) == 0o600


def test_without_key_and_token_it_says_what_to_do(start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str]) -> None:
    assert start_kiosk().wait() == ExitCode.NEEDS_PERSON
    assert "make a new enrolment token" in said(capsys)


def test_a_refused_enrolment_ends_with_what_to_do(start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str]) -> None:
    assert start_kiosk(enrolment_token="never-issued").wait() == ExitCode.NEEDS_PERSON
    output = capsys.readouterr().out
    assert "enrolment_token_invalid" in output
    assert "make a new enrolment token" in output
    assert "never-issued" not in output


def test_a_kiosk_enrolled_under_another_number_does_not_run(
    server: ProtocolServer, start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start_kiosk(enrolment_token=server.new_enrolment(SERIAL), kiosk_id=8).wait() == ExitCode.NEEDS_PERSON
    said(capsys)
    assert start_kiosk(kiosk_id=8).wait() == ExitCode.NEEDS_PERSON
    assert "number 7, not 8" in said(capsys)


def test_a_refused_key_keeps_the_readings_and_a_new_token_replaces_it(
    server: ProtocolServer, start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 2)
    kiosk.stop()
    server.device_keys[SERIAL] = "replaced by a new enrolment"
    kiosk = start_kiosk()
    assert eventually(
        lambda: "device_key_invalid: revoked" in (line := said(capsys)) and "make a new enrolment" in line
    )
    kiosk.stop()
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    await_readings(server, 3)
    assert_complete(server)


def test_it_waits_for_a_server_that_is_not_there_yet(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    server.stop()
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    server.http_away = True
    server.start()
    server.http_away = False
    assert eventually(lambda: server.last_seq >= 3)
    assert_complete(server)


def test_the_backlog_of_an_outage_comes_first_and_in_order(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path
) -> None:
    fill(tmp_path / "data", 450)
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 460)
    assert_complete(server)
    assert server.messages[:2] == [uplink.BATCH, uplink.BATCH]
    assert [reading["timestamp"] for reading in server.readings[:450]] == ["earlier"] * 450


def fill(data_dir: Path, count: int, timestamp: str = "earlier") -> None:
    """Put readings into a kiosk's store while it does not run."""
    data_dir.mkdir(exist_ok=True)
    store = ReadingStore(data_dir / "readings.db", EventLog())
    readings = store.queue(SERIAL)
    for _ in range(count):
        readings.append({"timestamp": timestamp})
        store.flush()
    store.close()


def test_nothing_is_missing_nor_twice_when_the_server_dies_again_and_again(
    server: ProtocolServer, start_kiosk: StartKiosk
) -> None:
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    for _ in range(4):
        await_readings(server, 3)
        server.stop()
        server.start()
    assert eventually(lambda: len(server.joins) >= 5)
    assert_complete(server)


def test_what_is_not_acknowledged_is_sent_again(
    server: ProtocolServer, start_kiosk: StartKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "ACK_TIMEOUT", 1.0)
    server.acks_to_withhold = 1
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 3)
    server.late_acks.set()
    await_readings(server, 5)
    assert_complete(server)
    assert len(server.joins) == 1


def test_a_late_acknowledgement_is_not_taken_for_that_of_another_reading(
    server: ProtocolServer, start_kiosk: StartKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "ACK_TIMEOUT", 1.0)
    server.acks_to_withhold = 1
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 3)
    server.times_unavailable = 3
    server.late_acks.set()
    await_readings(server, 5)
    assert_complete(server)


def test_a_connection_that_stays_silent_is_replaced(
    server: ProtocolServer, start_kiosk: StartKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "ACK_TIMEOUT", 1.0)
    server.acks_to_withhold = 2
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: len(server.joins) == 2 and server.last_seq >= 5)
    assert_complete(server)


def test_a_rejected_reading_is_dropped_and_the_rest_goes_on(
    server: ProtocolServer, start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    server.rejected = {3: "out_of_range:cpu_usage"}
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 8)
    assert server.seqs[:7] == [1, 2, 4, 5, 6, 7, 8]
    assert eventually(lambda: "out_of_range:cpu_usage" in said(capsys))


def test_unavailable_means_wait_and_send_again(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    server.times_unavailable = 2
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 5)
    assert_complete(server)
    assert len(server.joins) == 1


def test_after_the_loss_of_its_store_it_continues_above_the_server(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path
) -> None:
    fill(tmp_path / "data", 20, "before")
    # One reading of its own and then a pause, so that nothing is under way when it stops.
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL), config=KioskConfig(interval=3600))
    assert eventually(lambda: server.last_seq == 21)
    kiosk.stop()
    for file in (tmp_path / "data").glob("readings.db*"):
        file.unlink()
    fill(tmp_path / "data", 5, "after")  # read while the server could not be asked
    start_kiosk()
    assert eventually(lambda: server.last_seq >= 30)
    assert_complete(server)
    assert [reading["timestamp"] for reading in server.readings[21:26]] == ["after"] * 5


def test_it_follows_the_configuration_of_join_and_push(
    server: ProtocolServer, start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    server.config = {"interval": 3600, "assigned_location": CORUNNA}
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.joins and server.readings)
    server.push_config({"interval": 0.01})
    server.push_config({"interval": 1, "thresholds": {"cpu_temp": 80}})
    assert server.readings[0]["location"]["lat"] == pytest.approx(SOMEWHERE.lat, abs=1e-3)
    near = pytest.approx(CORUNNA["lat"], abs=1e-3)
    assert eventually(lambda: server.readings[-1]["location"]["lat"] == near)
    assert eventually(lambda: "config_ignored" in said(capsys))


def test_the_token_is_renewed_on_the_open_connection(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    server.expires_in = 0.9
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: len(server.renewals) >= 2)
    assert len(server.joins) == 1
    assert len(set(server.renewals)) == len(server.renewals)


def test_renewal_outlasts_an_absent_kiosk_service(
    server: ProtocolServer, start_kiosk: StartKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uplink, "RENEWAL_RETRY", 0.1)
    server.expires_in = 0.6
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.joins)
    server.http_away = True
    await_readings(server, 20)
    server.http_away = False
    assert eventually(lambda: server.renewals)
    assert len(server.joins) == 1


def test_the_log_is_one_json_object_a_line_without_secrets(
    server: ProtocolServer, start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    token = server.new_enrolment(SERIAL)
    server.expires_in = 0.6
    kiosk = start_kiosk(enrolment_token=token)
    assert eventually(lambda: server.renewals)
    server.acks_to_withhold = 1  # so that the stop comes while an answer is awaited
    assert eventually(lambda: not server.acks_to_withhold)
    kiosk.stop()
    output = capsys.readouterr().out
    events = [json.loads(line) for line in output.splitlines()]
    assert [event["event"] for event in events][:3] == ["started", "enrolled", "joined"]
    assert events[-1]["event"] == "stopped"
    assert {event["level"] for event in events} == {"info"}
    assert all(event["serial"] == SERIAL and event["at"] and event["level"] for event in events)
    for secret in (token, server.device_keys[SERIAL], *server.renewals):
        assert secret not in output


def test_two_programs_do_not_speak_for_one_kiosk_whatever_their_stores(
    server: ProtocolServer,
    start_kiosk: StartKiosk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(ownership, "PATIENCE", 0.3)
    first = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.readings)
    own = Options(SERIAL, server.url, tmp_path / "data", KioskConfig(interval=0.05))
    assert Host([own], tmp_path / "fleet", EventLog()).run() == ExitCode.NEEDS_PERSON
    assert "does this kiosk run already?" in said(capsys)
    first.stop()
    second = RunningKiosk(own, tmp_path / "fleet")
    await_readings(server, 2)
    assert second.stop() == ExitCode.STOPPED


def test_readings_whose_numbers_another_used_up_are_sent_under_new_ones(
    server: ProtocolServer, start_kiosk: StartKiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    await_readings(server, 2)
    server.last_seqs[SERIAL] += 100
    await_readings(server, 5)
    assert kiosk.stop() == ExitCode.STOPPED
    assert server.duplicates
    stored = {reading["timestamp"] for reading in server.readings}
    assert {reading["timestamp"] for reading in server.duplicates} <= stored
    assert server.seqs == sorted(set(server.seqs))
    assert "seq_taken" in said(capsys)


def test_an_enrolment_waits_for_room_to_keep_the_key(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "data" / "identity.new"
    in_the_way.mkdir(parents=True)
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: "identity.new cannot be written" in said(capsys))
    assert SERIAL in server.enrolment_tokens
    in_the_way.rmdir()
    await_readings(server, 2)
    kiosk.stop()
    start_kiosk()
    await_readings(server, 2)
    assert_complete(server)
