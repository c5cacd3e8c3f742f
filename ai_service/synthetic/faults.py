"""Faults by the names that kiosk_app gives them, done to the minutes of a kiosk, coupled across its metrics.

The strength of a fault is what its leading metric shows once the fault is complete, in sigmas of that metric.
"""

from collections.abc import Mapping

import numpy as np

from ai_service.synthetic.effects import Event, Span

LEAST_STRENGTH, MOST_STRENGTH = 1.5, 8.0
_HOUR = 60.0
_WALK = 84.0
"""Metres a minute, on foot."""


def fan_failure(span: Span, strength: float) -> None:
    """Within ten minutes the processor runs hot, the more the more it has to do; slowed down, everything waits."""
    load = np.nan_to_num(span.get("cpu_usage") / 100, nan=0.2)
    span.shift("cpu_temp", strength * span.ramp(10) * (0.8 + 0.6 * load))
    span.shake("cpu_temp", 0.15 * strength * span.ramp(10))
    slowed = np.clip(np.nan_to_num(span.get("cpu_temp") - 95) / 15, 0, 1)
    span.add("cpu_usage", 20 * slowed)
    span.shift("latency", 2 * slowed)


def memory_leak(span: Span, strength: float) -> None:
    """Memory runs out by so many sigmas an hour; near the end all is swapped, then the program starts anew."""
    free = np.maximum(99 - span.get("ram_usage"), 1.0)
    leaked = strength * span.sigma("ram_usage") * (span.t + 1) / _HOUR
    span.add("ram_usage", np.where(np.isnan(free), 0, leaked % free))
    swapping = np.clip((np.nan_to_num(span.get("ram_usage")) - 90) / 9, 0, 1)
    span.load(25 * swapping)
    span.shift("latency", 2 * swapping)


def disk_filling(span: Span, strength: float) -> None:
    """The disk fills by so many sigmas an hour; once full, what writes waits."""
    span.add("disk_usage", strength * span.sigma("disk_usage") * (span.t + 1) / _HOUR)
    full = (np.nan_to_num(span.get("disk_usage")) >= 99).astype(np.float64)
    span.load(10 * full)
    span.shift("latency", full)


def log_storm(span: Span, strength: float) -> None:
    """Logs grow and are rotated each hour; the processor is busy writing them."""
    span.shift("disk_usage", strength * (span.t % _HOUR) / _HOUR)
    span.load(0.6 * strength * span.sigma("cpu_usage") * (1 + 0.2 * span.noise()) * span.ramp(3))
    span.shake("cpu_usage", 0.2 * strength)


def weak_link(span: Span, strength: float) -> None:
    """Less signal; answers are slow and come in bursts, some readings not in time."""
    span.shift("signal_strength", -strength * (1 + 0.15 * span.noise()))
    bursts = np.abs(span.noise())
    span.shift("latency", strength * (0.6 + 0.6 * bursts))
    span.shake("latency", 0.8 * strength * (0.5 + bursts))
    late = span.rng.random(span.rows) < 0.04 * strength
    span.put("missing_share", np.maximum(span.get("missing_share"), late * span.rng.uniform(0.1, 0.5, span.rows)))


def sensor_stuck(span: Span, strength: float) -> None:
    """Thermometer and hygrometer stay at one value, however strong."""
    for name in ("temperature", "humidity"):
        known = span.get(name)[np.isfinite(span.get(name))]
        if len(known):
            span.put(name, float(known[0]))
            span.put(f"{name}_max", float(known[0]))
            span.put(f"{name}_spread", 0.0)


def sensor_noisy(span: Span, strength: float) -> None:
    """Temperature, humidity and air quality jump about."""
    for name, share in (("temperature", 1.0), ("humidity", 0.8), ("air_quality", 0.6)):
        span.shift(name, share * strength * span.noise() / np.sqrt(12) * 1.5)
        span.shake(name, share * strength)


def sensor_drifting(span: Span, strength: float) -> None:
    """The thermometer shows more from hour to hour, the hygrometer less; nothing else grows warmer."""
    gone = np.minimum((span.t + 1) / (2 * _HOUR), 2.0)
    span.shift("temperature", strength * gone)
    span.shift("humidity", -strength * gone)


def clock_jump(span: Span, strength: float) -> None:
    """The clock is minutes fast or slow."""
    seconds = 120.0 * strength * span.rng.choice([-1, 1])
    span.put("clock_offset_s", span.get("clock_offset_s") + seconds)


def paper_out(span: Span, strength: float) -> None:
    """No paper, and nobody brings any; people go elsewhere."""
    _trouble(span, "printer", np.ones(span.rows), changes=1.0)
    _fewer_sales(span, 0.4)


def card_reader_errors(span: Span, strength: float) -> None:
    """The card reader times out most of the time and comes back in between."""
    share = np.clip(0.3 + 0.1 * strength + 0.12 * span.noise(), 0.05, 1.0)
    _trouble(span, "card", share, changes=60.0 * min(1.0, 0.15 * strength))
    _fewer_sales(span, 0.6)


def cash_box_full(span: Span, strength: float) -> None:
    """The cash box is full and nobody empties it."""
    _trouble(span, "cash", np.ones(span.rows), changes=1.0)
    _fewer_sales(span, 0.25)


def door_open(span: Span, strength: float) -> None:
    """Within minutes outside air comes in, warmer or colder, with its moisture and its dust."""
    warmer = span.rng.choice([-1, 1])
    degrees = warmer * strength * span.sigma("temperature") * span.ramp(8)
    span.add("temperature", degrees)
    span.add("cpu_temp", degrees)
    span.shift("humidity", -0.7 * warmer * strength * span.ramp(8) * (1 + 0.1 * span.noise()))
    span.shift("air_quality", strength * span.ramp(8) * (1 + 0.2 * span.noise()))


def kiosk_moved(span: Span, strength: float) -> None:
    """It is carried off at walking pace, away from its radio cell."""
    metres = np.minimum(_WALK * (span.t + 1), 400.0 * strength)
    span.put("distance_m", span.get("distance_m") + metres)
    span.shift("signal_strength", -0.8 * strength * metres / (400 * strength))
    span.shift("latency", 0.5 * strength * metres / (400 * strength) * (1 + np.abs(span.noise())))


def _trouble(span: Span, device: str, share: np.ndarray, changes: float) -> None:
    """A device out of order for this share of each minute, with so many changes of state in the hour."""
    span.put(f"{device}_trouble_share", np.maximum(span.get(f"{device}_trouble_share"), share))
    in_the_hour = changes * np.minimum(1.0, (span.t + 1) / _HOUR) if changes > 1 else changes * (span.t < _HOUR)
    span.put(f"{device}_changes", span.get(f"{device}_changes") + in_the_hour)


def _fewer_sales(span: Span, share: float) -> None:
    """So much of the hour's sales is lost once the hour has passed."""
    span.put("sales_rate_ratio", span.get("sales_rate_ratio") * (1 - share * np.minimum(1.0, (span.t + 1) / _HOUR)))


FAULTS: Mapping[str, Event] = {
    fault.__name__: fault
    for fault in (
        fan_failure,
        memory_leak,
        disk_filling,
        log_storm,
        weak_link,
        sensor_stuck,
        sensor_noisy,
        sensor_drifting,
        clock_jump,
        paper_out,
        card_reader_errors,
        cash_box_full,
        door_open,
        kiosk_moved,
    )
}
