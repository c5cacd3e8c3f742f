"""Days of a kiosk in normal work: the features of its minutes, moved by common causes as in a real one.

People come at certain hours and load the processor, which warms its heat sink; memory, air and network follow. The
weather goes with the sun and the season of the kiosk's town, so kiosks of one town have it in common. Each kiosk has
a character of its own, each model of kiosk a build. All chance follows from the seed and the kiosk's number.
"""

from dataclasses import dataclass

import numpy as np

from ai_service.anomaly.table import Floats, Table
from ai_service.minutes.columns import MINUTE, NAMES, SPREAD
from common.readings import METRICS

DAY = 1440
"""Minutes."""
FIRST_MOMENT = 1_767_571_200.0
"""The default start, a Monday at midnight UTC (2026-01-05)."""
MODELS, TOWNS = 4, 6
READINGS = 12
"""Readings in a minute: a mean of so many is that much calmer than each."""
_HIGHEST_OF_12 = 1.63
"""The expected maximum of twelve standard normal numbers."""
_WEEK = np.array([1.0, 0.97, 0.97, 1.0, 1.0, 0.8, 0.65])
_SALES_AT_PEAK = 9.0
_HEAT_SINK_MINUTES = 1.5


@dataclass(frozen=True)
class Character:
    """What distinguishes a kiosk: its place, its build, its network, its customers. Units as in the columns."""

    town: int
    longitude_hours: float
    latitude: float
    popularity: float
    exposure: float
    idle_cpu: float
    heat_per_load: float
    idle_rise: float
    ram: float
    disk: float
    latency: float
    signal: float
    dust_per_month: float
    disk_per_month: float
    clock: float
    restlessness: float

    @classmethod
    def of(cls, seed: int, kiosk: int) -> "Character":
        own = np.random.default_rng([seed, 1, kiosk])
        build = np.random.default_rng([seed, 2, kiosk % MODELS])
        town = int(own.integers(TOWNS))
        place = np.random.default_rng([seed, 3, town])
        return cls(
            town=town,
            longitude_hours=place.uniform(-5, -3),
            latitude=place.uniform(-45, 45),
            popularity=own.uniform(0.5, 1.0),
            exposure=own.uniform(0.1, 0.7),
            idle_cpu=own.uniform(3, 9),
            heat_per_load=build.uniform(0.28, 0.45),
            idle_rise=build.uniform(10, 18),
            ram=build.uniform(28, 42),
            disk=own.uniform(22, 55),
            latency=own.uniform(18, 60),
            signal=own.uniform(-80, -58),
            dust_per_month=own.uniform(0, 3),
            disk_per_month=own.uniform(0, 4),
            clock=own.normal(0, 0.4),
            restlessness=own.uniform(0.7, 1.4),
        )


def kiosk_days(seed: int, kiosk: int, days: float, start: float = FIRST_MOMENT) -> Table:
    """The minutes of `days` days of normal work; the same arguments give the same rows.

    Args:
        kiosk: its number, 0 or above; another one is another machine.
        start: seconds since 1970.
    """
    who = Character.of(seed, kiosk)
    rng = np.random.default_rng([seed, 4, kiosk])
    times = start + MINUTE * np.arange(round(days * DAY), dtype=np.float64)
    age = (times - start) / 86_400
    trade = demand(times, who)
    busy = np.clip(trade * who.popularity * (1 + _wander(rng, len(times), 15) * 0.15 * who.restlessness), 0, 1)
    out: dict[str, Floats] = {}
    _air(out, who, rng, times, busy, seed)
    _computer(out, who, rng, times, age, busy)
    _network(out, who, rng, busy)
    _devices(out, who, rng, trade, age)
    values = np.stack([out[name] for name in NAMES], axis=1)
    _lose_some(values, rng)
    return Table(NAMES, times, values.astype(np.float32), float(MINUTE))


def demand(times: Floats, who: Character) -> Floats:
    """How many people come, 0 to 1: lunch and evening, quiet nights and weekends."""
    local = times / 3600 + who.longitude_hours
    hour = local % 24
    weekday = ((np.floor(local / 24) + 3) % 7).astype(int)
    peak = np.maximum(np.exp(-(((hour - 13) / 2) ** 2)), np.exp(-(((hour - 18.5) / 2) ** 2)))
    is_open = np.clip(np.minimum(hour - 6.5, 22.5 - hour), 0, 1)
    result: Floats = (0.1 + is_open * (0.25 + 0.65 * peak)) * _WEEK[weekday]
    return result


def _air(
    out: dict[str, Floats], who: Character, rng: np.random.Generator, times: Floats, busy: Floats, seed: int
) -> None:
    rows = len(times)
    sky = np.random.default_rng([seed, 5, who.town])
    season = np.cos(2 * np.pi * (times / 86_400 % 365.25 - 200) / 365.25)
    sun = 4.5 * np.cos(2 * np.pi * ((times / 3600 + who.longitude_hours) % 24 - 15) / 24)
    outdoors = 27 - 0.0075 * who.latitude**2 + 0.22 * who.latitude * season + sun + 2 * _wander(sky, rows, 360)
    air = 21 + who.exposure * (outdoors - 21)
    moisture = 5 * _wander(sky, rows, 240) + _wander(rng, rows, 60)
    _measured(out, "temperature", air + 0.05 * _wander(rng, rows, 10), 0.05, rng)
    out["humidity"] = np.clip(52 - 1.4 * (air - 21) + moisture + 0.2 * rng.standard_normal(rows), 0, 100)
    dust = 24 + 38 * busy + 5 * _wander(rng, rows, 30) + rng.standard_normal(rows)
    out["air_quality"] = np.clip(dust, 0, 500)


def _computer(
    out: dict[str, Floats], who: Character, rng: np.random.Generator, times: Floats, age: Floats, busy: Floats
) -> None:
    rows = len(times)
    since_restart = (times / 3600 + who.longitude_hours - 4) % 24 / 24
    since_rotation = (times / 86_400 + who.longitude_hours / 24) % 7 / 7
    work = 4 * who.restlessness * _wander(rng, rows, 2)
    _measured(out, "cpu_usage", np.maximum(who.idle_cpu + 55 * busy + work, 0.5), 3.5, rng)
    heat = who.idle_rise + who.heat_per_load * out["cpu_usage"] + who.dust_per_month * age / 30
    _measured(out, "cpu_temp", out["temperature"] + _lagged(heat), 0.25, rng)
    ram = who.ram + 18 * busy + 7 * since_restart + 1.5 * _wander(rng, rows, 15)
    out["ram_usage"] = np.clip(ram + 0.2 * rng.standard_normal(rows), 0, 100)
    disk = who.disk + 6 * since_rotation + _wander(rng, rows, DAY) + who.disk_per_month * age / 30
    out["disk_usage"] = np.clip(disk, 0, 100)


def _network(out: dict[str, Floats], who: Character, rng: np.random.Generator, busy: Floats) -> None:
    rows = len(busy)
    signal = np.clip(who.signal + 3 * _wander(rng, rows, 20), -150, 0)
    out["signal_strength"] = signal + 0.3 * rng.standard_normal(rows)
    repeated = 2.5 * np.maximum(0, -75 - signal)
    congested = np.exp(4 * np.clip(_wander(rng, rows, 30) - 1.6, 0, 0.6))  # now and then, for some minutes
    calm = (who.latency + 25 * busy + repeated) * congested
    latency = calm * np.exp(0.12 * _wander(rng, rows, 2) + 0.03 * rng.standard_normal(rows))
    _measured(out, "latency", latency, 0.2 * calm, rng)


def _devices(out: dict[str, Floats], who: Character, rng: np.random.Generator, trade: Floats, age: Floats) -> None:
    rows = len(trade)
    for device, per_day in (("printer", 0.08), ("card", 0.05), ("cash", 0.05)):
        trouble = _short_troubles(rng, rows, per_day * rows / DAY)
        out[f"{device}_trouble_share"] = trouble
        if device != "cash":
            changes = np.abs(np.diff(trouble, prepend=0.0)) > 0
            out[f"{device}_changes"] = _of_the_last_hour(changes.astype(np.float64))
    usual = np.maximum(_of_the_last_hour(trade * who.popularity * _SALES_AT_PEAK / 60), 0.5)
    sold = _of_the_last_hour(rng.poisson(trade * who.popularity * _SALES_AT_PEAK / 60).astype(np.float64))
    out["sales_rate_ratio"] = np.where(age < 1, np.nan, sold / usual)
    out["distance_m"] = 4 * np.hypot(rng.standard_normal(rows), rng.standard_normal(rows))
    out["clock_offset_s"] = who.clock + 0.1 * _wander(rng, rows, 120) + 0.05 * rng.standard_normal(rows)
    late = rng.random(rows)
    out["missing_share"] = np.where(late < 0.01, 1 / READINGS, np.where(late < 0.0115, 4 / READINGS, 0.0))


def _measured(out: dict[str, Floats], name: str, mean: Floats, noise: float | Floats, rng: np.random.Generator) -> None:
    """Mean, maximum and spread of the minute's readings, whose noise has this standard deviation."""
    rows = len(mean)
    spread = noise * np.sqrt(rng.chisquare(READINGS - 1, rows) / (READINGS - 1))
    low, high = METRICS[name].low, METRICS[name].high
    out[name] = np.clip(mean + noise * rng.standard_normal(rows) / np.sqrt(READINGS), low, high)
    if name in SPREAD:
        out[f"{name}_spread"] = spread
        highest = out[name] + spread * (_HIGHEST_OF_12 + 0.3 * rng.standard_normal(rows))
        out[f"{name}_max"] = np.clip(highest, out[name], high)


def _wander(rng: np.random.Generator, rows: int, minutes: int) -> Floats:
    """Noise of variance near 1 that changes within about so many minutes: normal numbers, joined by half cosines."""
    knots = rng.standard_normal(rows // minutes + 3)
    place = np.arange(rows) / minutes + rng.random()
    left = place.astype(int)
    ease = (1 - np.cos(np.pi * (place - left))) / 2
    result: Floats = 1.15 * (knots[left] * (1 - ease) + knots[left + 1] * ease)
    return result


def _lagged(heat: Floats) -> Floats:
    """What a heat sink makes of it: an exponential average over the last minutes."""
    kernel = np.exp(-np.arange(12) / _HEAT_SINK_MINUTES)
    padded = np.concatenate([np.full(11, heat[0]), heat])
    result: Floats = np.convolve(padded, kernel / kernel.sum(), mode="valid")
    return result


def _of_the_last_hour(counts: Floats) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    ends = np.arange(1, len(sums))
    result: Floats = sums[ends] - sums[np.maximum(ends - 60, 0)]
    return result


def _short_troubles(rng: np.random.Generator, rows: int, expected: float) -> Floats:
    """What people at the place put right within minutes; nobody needs to come for it."""
    trouble = np.zeros(rows)
    for begin in rng.integers(0, rows, rng.poisson(expected)):
        trouble[begin : begin + rng.integers(2, 15)] = 1.0
    return trouble


def _lose_some(values: Floats, rng: np.random.Generator) -> None:
    """Now and then a minute does not come at all."""
    lost = rng.random(len(values)) < 0.0005
    values[lost] = np.nan
    values[lost, NAMES.index("missing_share")] = 1.0
