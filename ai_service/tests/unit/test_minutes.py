"""Readings into one-minute features: the same rows however the readings come."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_service.minutes.columns import AVERAGED, NAMES, PLACE, TROUBLE
from ai_service.minutes.features import Gathered, Values, features, merged
from ai_service.minutes.folding import GRACE, Closed, Folding
from ai_service.minutes.samples import sample_of
from common.events import iso
from common.readings import METRICS, PERIPHERALS

MINUTE = 30_000_000
START = MINUTE * 60.0
PLACE_OF_KIOSK = (-34.6, -58.4)


def reading(seq: int, at: float, kiosk_id: int = 1, **sections: Any) -> dict[str, Any]:
    return {"seq": seq, "kiosk_id": kiosk_id, "timestamp": iso(datetime.fromtimestamp(at, UTC)), **sections}


def row(readings: Sequence[dict[str, Any]], received_after: float = 0.0, **known: Any) -> dict[str, float]:
    samples = {}
    for item in readings:
        taken = datetime.fromisoformat(item["timestamp"]).timestamp()
        samples[item["seq"]] = sample_of(item, taken + received_after)[1]
    values = features([Gathered(1, MINUTE, samples, **known)])[0]
    return dict(zip(NAMES, values.tolist(), strict=True))


def test_numbers_have_their_mean_highest_value_and_spread() -> None:
    found = row([reading(n, START + n, hardware={"cpu_usage": value}) for n, value in enumerate((10.0, 20.0, 60.0))])
    assert found["cpu_usage"] == pytest.approx(30)
    assert found["cpu_usage_max"] == 60
    assert found["cpu_usage_spread"] == pytest.approx(np.std([10, 20, 60]))
    assert math.isnan(found["latency"])


def test_a_peripheral_has_its_time_in_trouble_and_its_changes_by_the_hour() -> None:
    states = ("ready", "low_ink", "no_paper", "no_paper")
    found = row([reading(n, START + n, peripherals={"printer_status": state}) for n, state in enumerate(states)])
    assert found["printer_trouble_share"] == 0.5
    assert found["printer_changes"] == 2 * 60
    assert math.isnan(found["card_trouble_share"])
    assert math.isnan(found["card_changes"])


def test_trouble_is_said_of_states_that_the_contract_knows() -> None:
    for name, states in TROUBLE.items():
        assert states < PERIPHERALS[name]


def test_a_minute_without_readings_is_a_row_of_missing_ones() -> None:
    found = row([])
    assert found["missing_share"] == 1
    assert all(math.isnan(value) for name, value in found.items() if name != "missing_share")


@pytest.mark.parametrize(
    ("readings", "interval", "share"), [(12, 5, 0), (6, 5, 0.5), (13, 5, 0), (1, 300, 0), (0, 300, 1)]
)
def test_what_did_not_come_is_counted_against_the_kiosks_own_interval(
    readings: int, interval: float, share: float
) -> None:
    found = row([reading(n, START + n) for n in range(readings)], interval=interval)
    assert found["missing_share"] == pytest.approx(share)


def test_the_distance_is_that_of_the_last_place_it_said() -> None:
    said = [(-34.6, -58.4), (-34.6, -58.41)]
    items = [reading(n, START + n, location={"lat": lat, "lng": lng}) for n, (lat, lng) in enumerate(said)]
    assert row([*items, reading(9, START + 9)], place=PLACE_OF_KIOSK)["distance_m"] == pytest.approx(915.3, abs=0.1)
    assert row(items[:1], place=PLACE_OF_KIOSK)["distance_m"] == pytest.approx(0, abs=0.01)
    assert math.isnan(row(items)["distance_m"])


def test_the_clock_is_what_the_kiosk_says_or_how_far_it_is_ahead_and_unknown_of_a_backlog() -> None:
    assert row([reading(1, START, clock_offset=600.0)])["clock_offset_s"] == 600
    assert row([reading(1, START)], received_after=-120)["clock_offset_s"] == 120
    assert row([reading(1, START)], received_after=2)["clock_offset_s"] == 0
    assert math.isnan(row([reading(1, START)], received_after=3600)["clock_offset_s"])


def test_a_reading_of_a_fast_clock_counts_when_it_came() -> None:
    moment, _ = sample_of(reading(1, START + 240), START)
    assert moment == START


# Properties: whatever the readings.

_numbers = {name: st.floats(max(METRICS[name].low, -1e4), min(METRICS[name].high, 1e4)) for name in AVERAGED}
_metrics = {name: st.none() | numbers for name, numbers in _numbers.items()}
_sections = st.fixed_dictionaries({
    **_metrics, **{name: st.none() | st.sampled_from(sorted(PERIPHERALS[name])) for name in TROUBLE},
})  # fmt: skip
_fleet = st.lists(
    st.tuples(st.integers(1, 3), st.floats(-200, 400), st.floats(0, 900) | st.just(0.0), _sections), max_size=40
)


def _entries(drawn: Sequence[Any]) -> list[tuple[str, int, int, float, dict[str, Any]]]:
    """What stands in the log: (id, kiosk, seq, received at, reading) in the order in which they were received."""
    received = sorted(drawn, key=lambda item: item[1] + item[2])
    seqs: dict[int, int] = {}
    entries = []
    for number, (kiosk_id, at, delay, values) in enumerate(received):
        seqs[kiosk_id] = seqs.get(kiosk_id, 0) + 1
        sections: dict[str, dict[str, Any]] = {"peripherals": {name: values[name] for name in TROUBLE}}
        for name in AVERAGED:
            sections.setdefault(METRICS[name].section, {})[name] = values[name]
        seq = seqs[kiosk_id]
        item = reading(seq, START + at, kiosk_id, **sections)
        entries.append((f"{number + 1}-0", kiosk_id, seq, START + at + delay, item))
    return entries


def _rows(closed: Sequence[Closed]) -> dict[tuple[int, int, int], bytes]:
    """By kiosk, minute, and the minute with which they were closed."""
    found: dict[tuple[int, int, int], bytes] = {}
    for one in closed:
        for minute, samples in ((one.minute, one.samples), *one.late.items()):
            for kiosk_id, own in samples.items():
                values = features([Gathered(kiosk_id, minute, own)])
                found[kiosk_id, minute, one.minute] = values.tobytes()
    return found


def _consume(folding: Folding, entries: Sequence[Any], until: float | None = None) -> list[Closed]:
    closed = []
    for entry in entries:
        while folding.is_due(entry[3]):
            closed.append(folding.close())
        folding.add(*entry)
    while until is not None and folding.is_due(until):
        closed.append(folding.close())
    return closed


@settings(max_examples=60, deadline=None)
@given(_fleet, st.data())
def test_portions_repeats_and_a_restart_change_no_row(drawn: Sequence[Any], data: st.DataObject) -> None:
    entries, first, end = _entries(drawn), MINUTE - 5, START + 3600
    expected = _rows(_consume(Folding(first, {}), entries, end))

    # Killed after any entry, begun again from the entry after which all must be read, with what was stored.
    folding = Folding(first, {})
    cut = data.draw(st.integers(0, len(entries)))
    closed = _consume(folding, entries[:cut])
    if closed:
        ids = [entry[0] for entry in entries]
        safe = ids.index(folding.position) + 1 if folding.position else 0
        again = Folding(folding.next_minute, {kiosk_id: folding.last_seq(kiosk_id) for kiosk_id in (1, 2, 3)})
        repeated = entries[max(0, safe - data.draw(st.integers(0, 5))) :]  # more than need be
        closed += _consume(again, repeated, end)
        assert _rows(closed) == expected


@settings(max_examples=60, deadline=None)
@given(_fleet, st.randoms())
def test_the_order_of_a_minutes_readings_changes_nothing(drawn: Sequence[Any], random: Any) -> None:
    items = [sample_of(entry[4], entry[3])[1] for entry in _entries(drawn)]
    numbered = list(enumerate(items))
    shuffled = random.sample(numbered, len(numbered))
    straight, mixed = (features([Gathered(1, MINUTE, dict(part))]) for part in (numbered, shuffled))
    assert straight.tobytes() == mixed.tobytes()


@settings(max_examples=60, deadline=None)
@given(_fleet)
def test_kiosks_do_not_change_each_others_rows(drawn: Sequence[Any]) -> None:
    own: dict[int, dict[int, Any]] = {}
    for _, kiosk_id, seq, received_at, item in _entries(drawn):
        own.setdefault(kiosk_id, {})[seq] = sample_of(item, received_at)[1]
    groups = [Gathered(kiosk_id, MINUTE, samples) for kiosk_id, samples in own.items()]
    alone = [features([group])[0] for group in groups]
    together = features([Gathered(9, MINUTE), *groups, Gathered(8, MINUTE)])
    assert [line.tobytes() for line in together[1:-1]] == [line.tobytes() for line in alone]
    assert together[0, PLACE["missing_share"]] == 1


_full = st.fixed_dictionaries(_numbers)


@settings(max_examples=60, deadline=None)
@given(st.lists(_full, min_size=2, max_size=14), st.data())
def test_a_row_in_two_parts_is_the_row_of_all(drawn: Sequence[dict[str, float]], data: st.DataObject) -> None:
    samples = {}
    for seq, values in enumerate(drawn):
        sections: dict[str, Any] = {}
        for name, value in values.items():
            sections.setdefault(METRICS[name].section, {})[name] = value
        samples[seq] = sample_of(reading(seq, START + seq, **sections), START + seq)[1]
    cut = data.draw(st.integers(1, len(samples) - 1))
    parts = [{seq: sample for seq, sample in samples.items() if (seq < cut) == first} for first in (True, False)]
    rows: list[Values] = [features([Gathered(1, MINUTE, part)])[0] for part in (*parts, samples)]
    found = merged(rows[0], len(parts[0]), rows[1], len(parts[1]), 5)
    assert np.allclose(found, rows[2], rtol=1e-3, atol=0.05, equal_nan=True)


def test_a_minute_is_closed_some_seconds_after_its_end_and_later_readings_are_late() -> None:
    folding = Folding(MINUTE, {})
    end = START + 60
    folding.add("1-0", 1, 1, START, reading(1, START))
    assert not folding.is_due(end + GRACE - 0.1)
    folding.add("2-0", 1, 2, end + GRACE - 0.1, reading(2, end - 1))
    assert folding.is_due(end + GRACE)
    first = folding.close()
    assert set(first.samples[1]) == {1, 2}
    folding.add("3-0", 1, 3, end + GRACE, reading(3, end - 0.5))
    second = folding.close()
    assert second.samples == {}
    assert {minute: set(samples[1]) for minute, samples in second.late.items()} == {MINUTE: {3}}
    assert second.heard == {1}
