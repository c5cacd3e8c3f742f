"""The settings and their words when one is wrong."""

from pathlib import Path

import pytest

from launcher import settings
from launcher.refusal import Refusal

ROOT = Path("/checkout")


def test_nothing_needs_to_be_set() -> None:
    chosen = settings.read({"PORT": "", "DATA_DIR": ""}, ROOT)
    assert (chosen.port, chosen.url) == (5000, "http://localhost:5000")
    assert chosen.data_dir == ROOT / ".data"
    assert (chosen.demo, chosen.kiosks) == (True, 10)


def test_a_relative_data_folder_lies_in_the_checkout() -> None:
    assert settings.read({"DATA_DIR": "other data"}, ROOT).data_dir == ROOT / "other data"
    assert settings.read({"DATA_DIR": "/elsewhere"}, ROOT).data_dir == Path("/elsewhere")


def test_without_the_demo_there_are_no_simulated_kiosks() -> None:
    assert settings.read({"DEMO": "0"}, ROOT).kiosks == 0
    with pytest.raises(Refusal, match="KIOSKS needs DEMO=1"):
        settings.read({"DEMO": "0", "KIOSKS": "3"}, ROOT)


def test_the_local_network_is_let_in_under_tls_only_when_asked_for() -> None:
    assert settings.read({"LAN": "0"}, ROOT).lan is None
    chosen = settings.read({"LAN": "192.168.1.10", "PORT": "5100"}, ROOT)
    assert (chosen.lan, chosen.url) == ("192.168.1.10", "https://192.168.1.10:5100")


@pytest.mark.parametrize("value", ["yes", "127.0.0.1", "0.0.0.0", "::1", "192.168.1"])
def test_an_address_that_no_phone_could_reach_is_refused(value: str) -> None:
    with pytest.raises(Refusal, match="LAN must be"):
        settings.read({"LAN": value}, ROOT)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "http", 'PORT must be a whole number from 1024 to 65000, not "http".'),
        ("PORT", "-1", 'PORT must be a whole number from 1024 to 65000, not "-1".'),
        ("PORT", "65535", 'PORT must be a whole number from 1024 to 65000, not "65535".'),
        ("PORT", "٥٠٠٠", 'PORT must be a whole number from 1024 to 65000, not "٥٠٠٠".'),
        ("KIOSKS", "201", 'KIOSKS must be a whole number from 0 to 200, not "201".'),
        ("DEMO", "yes", 'DEMO must be a whole number from 0 to 1, not "yes".'),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(name: str, value: str, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        settings.read({name: value}, ROOT)
    assert str(refusal.value) == words
