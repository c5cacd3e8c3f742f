"""Which passwords the demo's people get, and who sees them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from launcher import settings
from launcher.demo_passwords import KNOWN, PEOPLE, DemoPasswords, admins
from launcher.settings import Settings


@pytest.fixture
def loopback(tmp_path: Path) -> Settings:
    chosen = settings.read({"DATA_DIR": str(tmp_path)}, tmp_path)
    chosen.run_dir.mkdir()
    return chosen


@pytest.fixture
def lan(loopback: Settings) -> Settings:
    return replace(loopback, lan="192.168.1.10")


def given(passwords: DemoPasswords) -> dict[str, str]:
    assert passwords.file is not None
    found: dict[str, str] = json.loads(passwords.file.read_text())
    return found


def test_on_the_loopback_nothing_needs_to_be_set(loopback: Settings) -> None:
    assert DemoPasswords(loopback).file is None
    assert admins(None) == KNOWN


def test_in_the_local_network_they_are_random_and_shown_once(lan: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    first = DemoPasswords(lan)
    made = given(first)
    assert set(made) == set(PEOPLE)
    assert len(set(made.values())) == len(PEOPLE)
    assert min(len(password) for password in made.values()) >= 12
    assert first.file is not None
    assert first.file.stat().st_mode & 0o777 == 0o600
    assert admins(str(first.file)) == made["admin"]
    first.announce()
    shown = capsys.readouterr().out
    assert all(password in shown for password in made.values())
    kept = "".join(file.read_text() for file in lan.data_dir.rglob("*") if file.is_file())
    assert not any(password in kept for password in made.values())

    second = DemoPasswords(lan)
    assert second.file is None
    second.announce()
    assert capsys.readouterr().out == ""


def test_new_ones_are_made_on_request(lan: Settings) -> None:
    first = DemoPasswords(lan)
    before = given(first)
    first.announce()
    assert given(DemoPasswords(replace(lan, new_passwords=True))) != before


def test_back_on_the_loopback_the_known_one_is_put_back_and_not_shown(
    lan: Settings, loopback: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    DemoPasswords(lan).announce()
    capsys.readouterr()
    back = DemoPasswords(loopback)
    assert given(back) == dict.fromkeys(PEOPLE, KNOWN)
    back.announce()
    assert capsys.readouterr().out == ""
    assert DemoPasswords(loopback).file is None


def test_passwords_of_an_interrupted_start_are_made_anew(lan: Settings, loopback: Settings) -> None:
    interrupted = given(DemoPasswords(lan))
    assert given(DemoPasswords(lan)) != interrupted
    assert set(given(DemoPasswords(loopback)).values()) == {KNOWN}


def test_a_system_without_demo_people_sets_nothing(lan: Settings) -> None:
    assert DemoPasswords(replace(lan, demo=False)).file is None
