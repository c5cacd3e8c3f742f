"""Why a kiosk's minute is strange: the fault that it looks like, in words of both languages."""

from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from ai_service.anomaly.detector import Detector
from ai_service.anomaly.explanation import Explanation, explain
from ai_service.anomaly.features import count
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Table
from ai_service.minutes.columns import NAMES, PLACE

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC).timestamp()
USUAL = {
    "temperature": (24, 0.5), "humidity": (45, 1.5), "air_quality": (40, 4), "cpu_temp": (55, 1.5),
    "cpu_usage": (30, 5), "ram_usage": (50, 1), "disk_usage": (40, 0.3), "latency": (45, 6),
    "signal_strength": (-65, 1.5), "distance_m": (5, 2), "missing_share": (0, 0), "sales_rate_ratio": (1, 0.15),
    "clock_offset_s": (0, 0.3),
}  # fmt: skip
TIMES = START + 60.0 * np.arange(60, dtype=np.float64)
FROM = 30
"""Rows before the fault begins, of a window of 60."""


def usual_rows(rows: int, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    values = np.zeros((rows, len(NAMES)))
    for name, place in PLACE.items():
        base = name.removesuffix("_max").removesuffix("_spread")
        centre, spread = USUAL.get(base, (0, 0))
        values[:, place] = (spread if name.endswith("_spread") else centre) + spread * draw.normal(0, 1, rows)
    return values


@cache
def machine() -> tuple[Profile, Detector]:
    table = Table.of(NAMES, START - 60.0 * np.arange(1500)[::-1], usual_rows(1500, 1), 60.0)
    return Profile.fit(table), Detector(NAMES, np.eye(count(len(NAMES)), dtype=np.float32))


def explained(
    changes: dict[str, object], states: dict[str, str] | None = None, limits: tuple[str, ...] = ()
) -> Explanation:
    """`changes`: what is added to a metric from row FROM on: a number, or one for each row."""
    values = usual_rows(60, 2)
    for name, change in changes.items():
        values[FROM:, PLACE[name]] += np.asarray(change)
    profile, detector = machine()
    return explain(detector, profile, TIMES, values.astype(np.float32), states, urgent=limits)


RISING = np.arange(60 - FROM) / (60 - FROM)
JUMPING = np.where(np.arange(60 - FROM) % 2, 1.0, -1.0)
FAULTS: dict[str, tuple[dict[str, object], dict[str, str]]] = {
    "fan_failure": ({"cpu_temp": 15, "cpu_temp_max": 15}, {}),
    "memory_leak": ({"ram_usage": 12 * RISING}, {}),
    "disk_filling": ({"disk_usage": 4 * RISING}, {}),
    "log_storm": ({"disk_usage": 4 * RISING, "cpu_usage": 40, "cpu_usage_max": 40}, {}),
    "weak_link": ({"signal_strength": -18, "latency": 120, "latency_spread": 60}, {}),
    "slow_network": ({"latency": 150, "latency_max": 200}, {}),
    "sensor_noisy": ({"temperature": 6 * JUMPING, "humidity": 20 * JUMPING, "air_quality": 50 * JUMPING}, {}),
    "sensor_drifting": ({"temperature": 4 * RISING, "humidity": -2 * RISING}, {}),
    "clock_jump": ({"clock_offset_s": 600}, {}),
    "paper_out": ({"printer_trouble_share": 1}, {"printer_status": "no_paper"}),
    "paper_jam": ({"printer_trouble_share": 1}, {"printer_status": "paper_jam"}),
    "printer_trouble": ({"printer_trouble_share": 1}, {}),
    "card_reader_errors": ({"card_trouble_share": 0.9, "card_changes": 20}, {"card_reader": "error"}),
    "cash_box_full": ({"cash_trouble_share": 1}, {"cash_acceptor": "full"}),
    "door_open": ({"temperature": 7, "humidity": 25, "air_quality": 80, "cpu_temp": 7}, {}),
    "kiosk_moved": ({"distance_m": 2000, "signal_strength": -10}, {}),
    "sales_stopped": ({"sales_rate_ratio": -1}, {}),
    "silent_kiosk": ({"missing_share": 1}, {}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_called_by_its_name_in_both_languages(fault: str) -> None:
    changes, states = FAULTS[fault]
    found = explained(changes, states)
    assert found.template == fault
    assert set(found.title) == set(found.text) == {"es", "en"}
    assert found.text["es"] != found.text["en"]
    assert "{" not in found.text["es"] + found.text["en"]


def test_a_stuck_sensor_is_called_so() -> None:
    values = usual_rows(60, 2)
    for name in ("temperature", "humidity"):
        values[FROM:, PLACE[name]] = values[FROM, PLACE[name]]
    profile, detector = machine()
    found = explain(detector, profile, TIMES, values.astype(np.float32))
    assert found.template == "sensor_stuck"


def test_a_failing_fan_tells_how_hot_how_far_and_since_when() -> None:
    found = explained({"cpu_temp": 15, "cpu_temp_max": 15})
    top = found.top[0]
    assert top.metric in {"cpu_temp", "cpu_temp_max"}
    assert top.usual[0] < 55 < top.usual[1] < 62 < (top.value or 0)
    assert top.sigma > 3
    assert abs(top.since - (START + 60 * FROM)) <= 5 * 60
    assert "since 12:3" in found.text["en"] or "since 12:2" in found.text["en"]


def test_the_table_and_the_text_tell_the_same_distance() -> None:
    found = explained({"cpu_temp": 15, "cpu_temp_max": 15})
    sigma = next(one.sigma for one in found.top if one.metric == "cpu_temp")
    assert f"{sigma:+.1f} σ" in found.text["en"]
    assert f"{sigma:+.1f} σ".replace(".", ",") in found.text["es"]


def test_what_breaks_a_limit_is_told_before_what_is_only_unusual() -> None:
    slow: dict[str, object] = {"latency": 400, "latency_max": 400}
    hot = np.where(np.arange(60 - FROM) < 20, 0, 12)
    both = {**slow, "cpu_temp": hot, "cpu_temp_max": hot}
    assert explained(both).template == "slow_network"
    found = explained(both, limits=("cpu_temp",))
    assert found.template == "fan_failure"
    assert "since 12:5" in found.text["en"] or "since 12:4" in found.text["en"]
    assert explained(slow, limits=("cpu_temp",)).template == "slow_network"


def test_what_looks_like_no_fault_names_the_metrics() -> None:
    profile, _ = machine()
    table = Table.of(("m01", "m02"), np.arange(300.0) * 60, np.random.default_rng(0).normal(5, 1, (300, 2)))
    values = table.values[-60:].copy()
    values[40:, 1] += 30
    detector = Detector(table.names, np.eye(count(2), dtype=np.float32))
    found = explain(detector, Profile.fit(table), table.times[-60:], values)
    assert found.template == "general"
    assert found.top[0].metric == "m02"
    assert "m02 3" in found.text["en"]
    assert "usual" in found.text["es"]
    assert profile.rows


def test_a_window_of_nothing_can_be_explained() -> None:
    profile, detector = machine()
    nothing = np.full((60, len(NAMES)), np.nan, np.float32)
    found = explain(detector, profile, TIMES, nothing)
    assert found.top[0].value is None
    assert found.to_dict()["template"] == "general"
