"""Settings are checked in clear words, whoever gives them."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.config import InvalidSetting, KioskConfig, Place, check_interval, check_server_url, parse_place
from kiosk_app.fleet import load_specs


@pytest.mark.parametrize("value", [0, 0.9, 3601, -5, "soon", "nan", True, None, [5], 10**400])
def test_an_interval_is_1_to_3600_seconds(value: object) -> None:
    with pytest.raises(InvalidSetting, match="from 1 to 3600"):
        check_interval(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "localhost:5000",
        "ftp://server",
        "http://",
        "http://server:port",
        "http://a:b@server",
        "http://server?x=1",
    ],
)
def test_a_bad_address_is_refused(value: str) -> None:
    with pytest.raises(InvalidSetting):
        check_server_url(value)


def test_an_address_may_have_a_port_and_a_path() -> None:
    assert check_server_url("https://kiosks.example:8443/base/") == "https://kiosks.example:8443/base"


@pytest.mark.parametrize("text", ["", "1", "91,0", "0,181", "a,b", "1,2,3", "nan,0"])
def test_a_bad_place_is_refused(text: str) -> None:
    with pytest.raises(InvalidSetting, match="LAT,LNG"):
        parse_place(text)


def test_a_pushed_configuration_changes_what_it_names() -> None:
    config = KioskConfig(5, Place(1, 2))
    assert config.updated({"interval": 10, "thresholds": {}}) == KioskConfig(10, Place(1, 2))
    assert config.updated({"assigned_location": None}) == config
    assert config.updated({"assigned_location": {"lat": 3, "lng": 4}}) == KioskConfig(5, Place(3, 4))
    with pytest.raises(InvalidSetting):
        config.updated({"interval": 7, "assigned_location": "here"})


def specs_of(tmp_path: Path, configs: Any, count: int = 2) -> Any:
    path = tmp_path / "configs.json"
    path.write_text(configs if isinstance(configs, str) else json.dumps(configs), encoding="utf-8")
    return load_specs(path, count)


def test_a_configs_file_describes_kiosks_by_number(tmp_path: Path) -> None:
    place = {"lat": 40.4, "lng": -3.7}
    one = {
        "serial": "K-1",
        "enrolment_token": "secret",
        "interval": 7,
        "assigned_location": place,
        "model": "M",
    }
    first, second = specs_of(tmp_path, {"1": one, "3": {"serial": "not started"[:3]}})
    assert (first.serial, first.interval, first.assigned_location) == ("K-1", 7, Place(40.4, -3.7))
    assert second.serial == "SIM-KIOSK-002"
    assert "secret" not in repr(first)


@pytest.mark.parametrize(
    ("configs", "words"),
    [
        ("{", "is not JSON"),
        ([], "an object"),
        ({"first": {}}, "'first' is not a number"),
        ({"01": {}}, "'01' is not a number"),
        ({"2": {"intervall": 5}}, 'kiosk "2": unknown intervall'),
        ({"1": {"faults": ["fan_on_fire"]}}, 'kiosk "1": unknown fault .fan_on_fire. .known: fan_failure, memory_leak'),
        ({"1": {"faults": ["weak_link:9"]}}, "the severity is a number from 0.1 to 5"),
        ({"1": {"faults": "weak_link"}}, "faults is a list of names"),
        ({"1": {"interval": 0}}, 'kiosk "1": 0: the interval'),
        ({"1": {"serial": "../x"}}, 'kiosk "1": .* a serial is'),
        ({"1": {"real_location": {"lat": 91, "lng": 0}}}, 'kiosk "1": .* a place is'),
        ({"1": {"enrolment_token": 5}}, "enrolment_token is a text"),
        ({"1": {"serial": "SIM-KIOSK-002"}}, "more than one kiosk has the serial SIM-KIOSK-002"),
        ({"1": 5}, "an object is expected"),
    ],
)
def test_a_wrong_configs_file_is_refused_by_name(tmp_path: Path, configs: Any, words: str) -> None:
    with pytest.raises(InvalidSetting, match=words):
        specs_of(tmp_path, configs)


def test_a_missing_configs_file_is_only_an_error_when_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [spec.serial for spec in load_specs(None, 2)] == ["SIM-KIOSK-001", "SIM-KIOSK-002"]
    with pytest.raises(InvalidSetting, match="No such file"):
        load_specs(Path("absent.json"), 2)
