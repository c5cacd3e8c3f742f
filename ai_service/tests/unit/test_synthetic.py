"""Made-up kiosks: the same by seed, coupled as real ones, and changed by events where and as they say."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from ai_service.anomaly.table import Floats, Table
from ai_service.minutes.columns import NAMES
from ai_service.synthetic.__main__ import main
from ai_service.synthetic.day import DAY, kiosk_days
from ai_service.synthetic.effects import apply
from ai_service.synthetic.faults import FAULTS
from ai_service.synthetic.negatives import NEGATIVES
from ai_service.synthetic.scenario import EVENTS, fleet
from common.readings import METRICS

START, STOP = 1500, 1700


@pytest.fixture(scope="module")
def calm() -> Table:
    return kiosk_days(seed=1, kiosk=3, days=2)


def column(table: Table, name: str) -> Floats:
    return table.values[START:STOP, NAMES.index(name)].astype(np.float64)


def changed_by(calm: Table, name: str, strength: float = 4.0) -> Table:
    return apply(calm, EVENTS[name], START, STOP, strength, np.random.default_rng(0))


def rise(calm: Table, after: Table, name: str) -> float:
    """How much higher a metric is over the last half of the event, on average."""
    return float(np.nanmean((column(after, name) - column(calm, name))[100:]))


def test_the_same_seed_and_number_are_the_same_kiosk_and_others_are_not() -> None:
    again = kiosk_days(seed=1, kiosk=3, days=2)
    assert np.array_equal(again.values, kiosk_days(seed=1, kiosk=3, days=2).values, equal_nan=True)
    for other in (kiosk_days(seed=2, kiosk=3, days=2), kiosk_days(seed=1, kiosk=4, days=2)):
        assert not np.array_equal(again.values, other.values, equal_nan=True)


def test_values_stay_in_the_ranges_of_the_contract(calm: Table) -> None:
    for name in METRICS.keys() & set(NAMES):
        for table in (calm, *(changed_by(calm, event, 8.0) for event in EVENTS)):
            known = table.values[:, NAMES.index(name)]
            known = known[np.isfinite(known)]
            assert known.min() >= METRICS[name].low
            assert known.max() <= METRICS[name].high


def test_what_loads_the_processor_also_warms_it(calm: Table) -> None:
    complete = np.isfinite(calm.values[:, : NAMES.index("distance_m")]).all(axis=1)
    load, heat = (calm.values[complete, NAMES.index(name)] for name in ("cpu_usage", "cpu_temp"))
    assert np.corrcoef(load, heat)[0, 1] > 0.7


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_changes_its_rows_and_no_others(calm: Table, event: str) -> None:
    after = changed_by(calm, event)
    assert np.array_equal(after.values[:START], calm.values[:START], equal_nan=True)
    assert np.array_equal(after.values[STOP:], calm.values[STOP:], equal_nan=True)
    assert not np.array_equal(after.values[START:STOP], calm.values[START:STOP], equal_nan=True)


@pytest.mark.parametrize(
    ("event", "higher", "lower", "same"),
    [
        ("fan_failure", ["cpu_temp", "cpu_temp_max"], [], ["temperature", "ram_usage"]),
        ("memory_leak", ["ram_usage"], [], ["temperature", "disk_usage"]),
        ("disk_filling", ["disk_usage"], [], ["ram_usage", "temperature"]),
        ("log_storm", ["disk_usage", "cpu_usage", "cpu_temp"], [], ["signal_strength"]),
        ("weak_link", ["latency", "latency_spread", "missing_share"], ["signal_strength"], ["cpu_usage"]),
        ("sensor_noisy", ["temperature_spread", "temperature_max"], [], ["cpu_temp"]),
        ("sensor_drifting", ["temperature"], ["humidity"], ["cpu_temp", "air_quality"]),
        ("paper_out", ["printer_trouble_share"], ["sales_rate_ratio"], ["card_trouble_share"]),
        ("card_reader_errors", ["card_trouble_share", "card_changes"], ["sales_rate_ratio"], ["cash_trouble_share"]),
        ("cash_box_full", ["cash_trouble_share"], ["sales_rate_ratio"], ["printer_trouble_share"]),
        ("door_open", ["air_quality"], [], ["ram_usage", "distance_m"]),
        ("kiosk_moved", ["distance_m", "latency"], ["signal_strength"], ["temperature"]),
        ("rush_hour", ["cpu_usage", "cpu_temp", "ram_usage", "sales_rate_ratio"], [], ["disk_usage"]),
        ("heat_wave", ["temperature", "cpu_temp"], ["humidity"], ["cpu_usage", "sales_rate_ratio"]),
    ],
)
def test_an_event_moves_the_metrics_that_belong_together(
    calm: Table, event: str, higher: list[str], lower: list[str], same: list[str]
) -> None:
    after = changed_by(calm, event)
    for name in higher:
        assert rise(calm, after, name) > 0, name
    for name in lower:
        assert rise(calm, after, name) < 0, name
    for name in same:
        assert rise(calm, after, name) == 0, name


def test_a_stuck_sensor_stays_at_its_value(calm: Table) -> None:
    after = changed_by(calm, "sensor_stuck")
    for name in ("temperature", "humidity"):
        known = column(after, name)
        assert len(set(known[np.isfinite(known)].tolist())) == 1


def test_a_clock_that_jumped_is_minutes_off(calm: Table) -> None:
    assert abs(rise(calm, changed_by(calm, "clock_jump"), "clock_offset_s")) > 60


def test_strength_is_told_in_sigmas_of_the_machine(calm: Table) -> None:
    weak, strong = (rise(calm, changed_by(calm, "sensor_drifting", by), "temperature") for by in (1.5, 6.0))
    assert strong == pytest.approx(4 * weak, rel=0.05)


def test_missing_minutes_stay_missing(calm: Table) -> None:
    holes = calm.values.copy()
    holes[START : START + 20] = np.nan
    table = Table(calm.names, calm.times, holes, calm.interval)
    for event in EVENTS.values():
        after = apply(table, event, START, STOP, 4.0, np.random.default_rng(0))
        assert np.isnan(after.values[START : START + 20]).all()


def test_every_fault_of_a_fleet_is_labelled_and_hard_negatives_are_not() -> None:
    labelled = list(fleet(kiosks=9, days=3, events=list(EVENTS), seed=5))
    seen = {name for kiosk in labelled for name in np.unique(kiosk.events)} - {""}
    assert seen == set(EVENTS)
    for kiosk in labelled:
        assert not kiosk.faulty[:DAY].any()
        assert set(kiosk.events[kiosk.faulty].tolist()) <= set(FAULTS)
        assert set(kiosk.events[~kiosk.faulty].tolist()) <= {"", *NEGATIVES}


def test_the_command_writes_the_columns_and_the_same_file_again(tmp_path: Path) -> None:
    command = "--kiosks 2 --days 2 --faults fan_failure,rush_hour --seed 7 --out {}"
    for name in ("one.csv.gz", "two.csv.gz"):
        assert main(command.format(tmp_path / name).split()) == 0
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
    with gzip.open(tmp_path / "one.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["kiosk_id", "timestamp", *NAMES, "label", "fault"]
    assert len(rows) == 2 * 2 * DAY
    assert rows[0]["timestamp"] == "2026-01-05T00:00:00Z"
    assert {(row["label"], row["fault"]) for row in rows} == {("0", ""), ("1", "fan_failure"), ("0", "rush_hour")}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("--kiosks 0 --days 1 --out {}", "from 1 to"),
        ("--kiosks x --days 1 --out {}", "no whole number"),
        ("--kiosks 1 --days 999 --out {}", "from 1 to 366"),
        ("--kiosks 1 --days 1 --faults fire --out {}", "unknown fault 'fire' (known: fan_failure"),
        ("--kiosks 1 --days 1 --faults , --out {}", "unknown fault"),
        ("--kiosks 1 --days 1 --start tomorrow --out {}", "no time such as"),
        ("--kiosks 1 --out {}", "--days"),
    ],
)
def test_bad_arguments_are_refused_by_name_and_write_nothing(
    arguments: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments.format(tmp_path / "file.csv").split())
    assert ended.value.code == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_and_what_was_there_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(f"--kiosks 1 --days 1 --out {tmp_path / 'none' / 'file.csv'}".split()) == 1
    assert "No such file or directory" in capsys.readouterr().err
    (tmp_path / "folder.csv").mkdir()
    assert main(f"--kiosks 1 --days 1 --out {tmp_path / 'folder.csv'}".split()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]
