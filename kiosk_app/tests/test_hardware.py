"""The simulated machine stays within the contract's ranges and behaves like one thing, not like dice."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import correlation, mean
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.config import Place
from kiosk_app.hardware import SimulatedHardware

MADRID = Place(40.4168, -3.7038)
MONDAY = datetime(2026, 7, 6, tzinfo=UTC)
RANGES = {
    "temperature": (-40, 85),
    "humidity": (0, 100),
    "air_quality": (0, 100),
    "cpu_temp": (-40, 125),
    "cpu_usage": (0, 100),
    "ram_usage": (0, 100),
    "disk_usage": (0, 100),
    "latency": (0, 600_000),
    "signal_strength": (-150, 0),
    "lat": (-90, 90),
    "lng": (-180, 180),
    "accuracy": (0, 100),
}
STATES = {
    "printer_status": {"ready", "low_ink", "paper_jam", "offline", "no_paper"},
    "cash_acceptor": {"ready", "full", "error"},
    "card_reader": {"ready", "error"},
}
instants = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
places = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))


def leaves(reading: dict[str, Any]) -> dict[str, Any]:
    return {name: value for section in reading.values() for name, value in section.items()}


def week(hardware: SimulatedHardware) -> list[dict[str, Any]]:
    """A reading each five minutes for seven days."""
    return [leaves(hardware.read(MONDAY + timedelta(minutes=5 * step))) for step in range(7 * 288)]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20), st.text(max_size=10), places, st.lists(instants, min_size=1, max_size=20))
def test_every_value_is_in_its_range_wherever_and_whenever(
    serial: str, model: str, place: Place, moments: list[datetime]
) -> None:
    hardware = SimulatedHardware(serial, model, place)
    for moment in moments:
        reading = hardware.read(moment)
        assert reading.keys() == {"environmental", "hardware", "peripherals", "location", "network"}
        for name, value in leaves(reading).items():
            if name in STATES:
                assert value in STATES[name]
            else:
                low, high = RANGES[name]
                assert low <= value <= high, name


def test_a_busy_processor_is_a_warm_one() -> None:
    readings = week(SimulatedHardware("S", place=MADRID))
    assert correlation([r["cpu_usage"] for r in readings], [r["cpu_temp"] for r in readings]) > 0.7


def test_warm_air_is_dry() -> None:
    readings = week(SimulatedHardware("S", place=MADRID))
    assert correlation([r["temperature"] for r in readings], [r["humidity"] for r in readings]) < -0.1


def test_there_is_day_and_night() -> None:
    readings = week(SimulatedHardware("S", place=MADRID))
    night = [r for step, r in enumerate(readings) if 2 <= step % 288 / 12 < 5]
    afternoon = [r for step, r in enumerate(readings) if 13 <= step % 288 / 12 < 16]
    assert mean(r["cpu_usage"] for r in afternoon) > mean(r["cpu_usage"] for r in night) + 10
    assert mean(r["temperature"] for r in afternoon) > mean(r["temperature"] for r in night)


def test_values_move_little_within_seconds() -> None:
    hardware = SimulatedHardware("S", place=MADRID)
    readings = [leaves(hardware.read(MONDAY + timedelta(seconds=5 * step))) for step in range(200)]
    for name in ("temperature", "humidity", "cpu_temp", "ram_usage", "disk_usage"):
        assert max(abs(a[name] - b[name]) for a, b in pairwise(readings)) < 4, name


def test_peripherals_are_mostly_ready_but_not_always() -> None:
    readings = week(SimulatedHardware("S", place=MADRID))
    for name in STATES:
        assert mean(r[name] == "ready" for r in readings) > 0.6
    assert {r["printer_status"] for kiosk in range(5) for r in week(SimulatedHardware(f"K{kiosk}"))} > {"ready"}


def test_a_restarted_machine_goes_on_where_it_was() -> None:
    before = SimulatedHardware("S", place=MADRID)
    for step in range(2000):
        last = leaves(before.read(MONDAY + timedelta(seconds=5 * step)))
    after = SimulatedHardware("S", place=MADRID, state=json.loads(json.dumps(before.state)))
    first = leaves(after.read(MONDAY + timedelta(seconds=5 * 2000)))
    unbroken = leaves(before.read(MONDAY + timedelta(seconds=5 * 2000)))
    assert first == unbroken
    for name in ("temperature", "humidity", "cpu_temp", "ram_usage", "disk_usage"):
        assert abs(first[name] - last[name]) < 2, name


def test_the_processor_warms_and_cools_slowly() -> None:
    readings = week(SimulatedHardware("S", place=MADRID))
    fast = SimulatedHardware("S", place=MADRID)
    steps = [leaves(fast.read(MONDAY + timedelta(hours=12, seconds=5 * step))) for step in range(400)]
    assert max(r["cpu_temp"] for r in readings) - min(r["cpu_temp"] for r in readings) > 10
    assert max(abs(a["cpu_temp"] - b["cpu_temp"]) for a, b in pairwise(steps)) < 1


def test_weekends_are_quieter() -> None:
    readings = week(SimulatedHardware("S", place=MADRID))
    friday, sunday = readings[4 * 288 : 5 * 288], readings[6 * 288 :]
    assert mean(r["cpu_usage"] for r in friday) > mean(r["cpu_usage"] for r in sunday) + 3


def test_paper_and_cash_run_with_sales_and_people_see_to_them() -> None:
    hardware = SimulatedHardware("S", place=MADRID, sells=True)
    printer, cash = [], []
    for step in range(3000):
        reading = hardware.read(MONDAY + timedelta(minutes=2 * step))["peripherals"]
        printer.append(reading["printer_status"])
        cash.append(reading["cash_acceptor"])
        if 8 <= step / 30 % 24 < 20:
            hardware.sold("cash")
    assert {"ready", "no_paper"} <= set(printer)
    assert {"ready", "full"} <= set(cash)
    assert printer.index("no_paper") < len(printer) - printer[::-1].index("ready")  # refilled afterwards
    assert mean(state == "ready" for state in cash) > 0.5


def test_congestion_comes_and_goes() -> None:
    latencies = [r["latency"] for r in week(SimulatedHardware("S", place=MADRID))]
    assert max(latencies) > 3 * sorted(latencies)[len(latencies) // 2]


def test_kiosks_differ_and_each_is_repeatable() -> None:
    def first(serial: str) -> dict[str, Any]:
        return SimulatedHardware(serial, "K-200", MADRID).read(MONDAY)

    assert first("A") == first("A")
    assert first("A") != first("B")


def test_the_fix_is_within_metres_of_the_place() -> None:
    hardware = SimulatedHardware("S", place=MADRID)
    for _ in range(100):
        fix = hardware.read(MONDAY)["location"]
        assert abs(fix["lat"] - MADRID.lat) < 2e-4
        assert abs(fix["lng"] - MADRID.lng) < 2e-4
