"""Each fault shows in what it should, the file switches it at any time, and every reading stays in its range."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.config import InvalidSetting, Place
from kiosk_app.faults import FAULTS, Fault, FaultFile, parse_faults
from kiosk_app.hardware import SimulatedHardware
from kiosk_app.tests.conftest import SERIAL, StartKiosk
from kiosk_app.tests.protocol_server import ProtocolServer, eventually
from kiosk_app.tests.test_hardware import RANGES, leaves

SCRIPT = Path(__file__).resolve().parents[1] / "kiosk_app.py"
PLACE = Place(-34.6, -58.4)
NOON = datetime(2026, 3, 4, 16, tzinfo=UTC)  # Wednesday, by the sun at the place


def hours(count: float, *names: str, severity: float = 1.0, serial: str = "F") -> list[dict[str, Any]]:
    """Readings of each 30 s with faults that began after the first."""
    hardware = SimulatedHardware(serial, "M", PLACE)
    faults = {name: Fault(severity, NOON.timestamp()) for name in names}
    first = [leaves(hardware.read(NOON))]
    steps = range(1, int(count * 120) + 1)
    return first + [leaves(hardware.read(NOON + timedelta(seconds=30 * step), faults)) for step in steps]


def values(metric: str, readings: list[dict[str, Any]]) -> list[Any]:
    return [reading[metric] for reading in readings]


def difference(metric: str, fault: str, after: float = 2.0) -> float:
    """How much more it is with the fault than without, in the mean of the last quarter of an hour."""
    return float(mean(values(metric, hours(after, fault)[-30:])) - mean(values(metric, hours(after)[-30:])))


def test_a_failed_fan_heats_the_processor_step_by_step_and_slows_everything() -> None:
    hot = values("cpu_temp", hours(1, "fan_failure"))
    assert hot[4] < hot[12] < hot[60]
    assert difference("cpu_temp", "fan_failure") > 15
    worse = hours(1, "fan_failure", severity=3)
    assert mean(values("latency", worse[-30:])) > 1.5 * mean(values("latency", hours(1)[-30:]))
    assert mean(values("cpu_usage", worse[-30:])) > mean(values("cpu_usage", hours(1)[-30:])) + 5


def test_leaking_memory_grows_until_the_software_is_restarted() -> None:
    ram = values("ram_usage", hours(20, "memory_leak"))
    assert ram[240] > ram[0] + 6
    assert max(ram) > 95
    peak = ram.index(max(ram))
    assert min(ram[peak:]) < max(ram) - 30


def test_swapping_loads_the_processor() -> None:
    readings = hours(20, "memory_leak")
    swapping = [r for r in readings if r["ram_usage"] > 95]
    plain = hours(20)
    same = [plain[number] for number, r in enumerate(readings) if r["ram_usage"] > 95]
    assert mean(values("cpu_usage", swapping)) > mean(values("cpu_usage", same)) + 8
    assert mean(values("latency", swapping)) > 1.5 * mean(values("latency", same))


def test_a_filling_disk_gets_full_and_stays_so() -> None:
    disk = values("disk_usage", hours(20, "disk_filling", severity=2))
    assert disk[60] < disk[240] < disk[480]
    assert disk[-1] == 100


def test_a_log_storm_fills_the_disk_in_an_hour_and_is_rotated_away() -> None:
    disk = values("disk_usage", hours(1.5, "log_storm"))
    assert max(disk) > disk[0] + 12
    assert disk[130] < max(disk) - 10
    assert difference("cpu_usage", "log_storm") > 8


def test_a_weak_link_is_weak_slow_and_unsteady() -> None:
    assert difference("signal_strength", "weak_link") < -15
    weak, usual = values("latency", hours(1, "weak_link")), values("latency", hours(1))
    assert mean(weak[1:]) > 1.5 * mean(usual)
    assert stdev(weak[1:]) > stdev(usual)


def test_a_stuck_sensor_says_the_same_while_the_others_go_on() -> None:
    readings = hours(2, "sensor_stuck")[1:]
    assert len(set(values("temperature", readings))) == len(set(values("humidity", readings))) == 1
    assert len(set(values("cpu_temp", readings))) > 20


def test_a_noisy_sensor_jumps_about_its_true_value() -> None:
    noisy, usual = values("temperature", hours(2, "sensor_noisy")[1:]), values("temperature", hours(2))
    assert stdev(noisy) > 5 * stdev(usual)
    assert abs(mean(noisy) - mean(usual)) < 1.5


def test_a_drifting_sensor_is_off_by_a_degree_an_hour_and_only_it() -> None:
    assert 1.5 < difference("temperature", "sensor_drifting") < 2.5
    assert abs(difference("cpu_temp", "sensor_drifting")) < 0.5


def test_an_open_door_lets_the_weather_in_within_minutes() -> None:
    opened, closed = hours(1, "door_open"), hours(1)
    apart = [abs(a["temperature"] - b["temperature"]) for a, b in zip(opened, closed, strict=True)]
    assert apart[2] < apart[8] < max(apart[20:])
    assert max(apart[20:]) > 1
    assert difference("air_quality", "door_open") > 15
    assert abs(difference("humidity", "door_open")) > 2


def test_a_moved_kiosk_walks_away_and_loses_its_cell() -> None:
    readings = hours(1, "kiosk_moved")
    far = [((r["lat"] - PLACE.lat) ** 2 + ((r["lng"] - PLACE.lng) * 0.82) ** 2) ** 0.5 * 111_320 for r in readings]
    assert far[0] < 30 < far[10] < far[30]
    assert 1900 < far[-1] < 2100
    assert difference("signal_strength", "kiosk_moved") < -8


@pytest.mark.parametrize(
    ("fault", "device", "state"),
    [
        ("paper_out", "printer_status", "no_paper"),
        ("paper_jam", "printer_status", "paper_jam"),
        ("cash_box_full", "cash_acceptor", "full"),
    ],
)
def test_a_broken_device_stays_broken(fault: str, device: str, state: str) -> None:
    assert set(values(device, hours(3, fault)[1:])) <= {state, "offline", "error"}
    assert mean(value == state for value in values(device, hours(3, fault)[1:])) > 0.9


def test_a_card_reader_times_out_again_and_again() -> None:
    states = values("card_reader", hours(2, "card_reader_errors")[1:])
    assert 0.5 < mean(state == "error" for state in states) < 0.9


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.sampled_from(list(FAULTS))),
    st.floats(0.1, 5),
    st.lists(st.floats(0, 1e7), min_size=2, max_size=8),
)
def test_all_stays_in_range_whatever_is_wrong(names: set[str], severity: float, moments: list[float]) -> None:
    hardware = SimulatedHardware("S", "M", PLACE)
    faults = {name: Fault(severity, NOON.timestamp()) for name in names}
    for moment in sorted(moments):
        for name, value in leaves(hardware.read(NOON + timedelta(seconds=moment), faults)).items():
            if name in RANGES:
                low, high = RANGES[name]
                assert low <= value <= high, name


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidSetting, match=r"unknown fault 'gremlins' \(known: fan_failure, .*kiosk_moved\)"):
        parse_faults(["paper_out", "gremlins"])
    with pytest.raises(InvalidSetting, match="severity"):
        parse_faults(["paper_out:soon"])
    assert parse_faults(["weak_link:2", "paper_out"]) == {"weak_link": 2, "paper_out": 1}


def test_a_fault_that_stays_on_keeps_its_age(tmp_path: Path) -> None:
    file = FaultFile(tmp_path / "kiosk")
    assert file.load() == {}
    file.save({"memory_leak": 1})
    since = file.load()["memory_leak"].since
    file.save({"memory_leak": 2, "paper_out": 1})
    assert file.load()["memory_leak"] == Fault(2, since)
    assert file.load().keys() == {"memory_leak", "paper_out"}


def command(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(SCRIPT), "faults", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_running_kiosk_follows_the_command(server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path) -> None:
    def printer() -> str:
        return str(server.readings[-1]["peripherals"]["printer_status"]) if server.readings else ""

    start_kiosk(enrolment_token=server.new_enrolment(SERIAL), faults={"paper_out": 1.0})
    assert eventually(lambda: printer() == "no_paper")
    assert command("--data_dir", tmp_path / "data", "set", "paper_jam").stdout == "paper_out:1\npaper_jam:1\n"
    assert eventually(lambda: printer() == "paper_jam")
    assert command("--data_dir", tmp_path / "data", "clear").stdout == ""
    assert eventually(lambda: printer() not in {"paper_jam", "no_paper"})


def test_the_command_names_what_it_does_not_know(tmp_path: Path) -> None:
    refused = command("--data_dir", tmp_path, "set", "gremlins")
    assert refused.returncode == 2
    assert "unknown fault 'gremlins' (known: fan_failure" in refused.stderr
    assert not (tmp_path / "faults.json").exists()


def test_a_wrong_file_changes_nothing(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL), faults={"paper_out": 1.0})
    assert eventually(lambda: server.readings)
    (tmp_path / "data" / "faults.json").write_text(json.dumps({"gremlins": {"severity": 1, "since": "now"}}))
    assert eventually(lambda: "faults_ignored" in capsys.readouterr().out)
    before = len(server.readings)
    assert eventually(lambda: len(server.readings) > before + 3)
    assert server.readings[-1]["peripherals"]["printer_status"] == "no_paper"
