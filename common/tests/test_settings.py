"""Settings: read once, a missing or unsafe one is named, secrets may come as files."""

from pathlib import Path

import pytest

from common.settings import DatabaseSettings, SettingsError

COMPLETE = {
    "SERVICE_PORT": "5999",
    "DATABASE_URL": "postgresql://somewhere/a",
    "STREAMS_URL": "redis://somewhere/0",
    "REDIS_URL": "redis://somewhere/1",
    "INTERNAL_SECRET": "s" * 40,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (*COMPLETE, "APP_ENV", "DEMO"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_every_missing_setting_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("DATABASE_URL")
    environment.delenv("INTERNAL_SECRET")
    with pytest.raises(SettingsError, match=r"DATABASE_URL.*INTERNAL_SECRET|INTERNAL_SECRET.*DATABASE_URL"):
        DatabaseSettings.load()


def test_an_invalid_setting_is_named_without_its_value(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SERVICE_PORT", "seventy")
    with pytest.raises(SettingsError, match="SERVICE_PORT") as raised:
        DatabaseSettings.load()
    assert "seventy" not in str(raised.value)


def test_a_secret_may_be_mounted_as_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file\n")
    environment.delenv("INTERNAL_SECRET")
    environment.setenv("INTERNAL_SECRET_FILE", str(tmp_path / "secret"))
    assert DatabaseSettings.load().internal_secret.get_secret_value() == "from-a-file"


def test_a_mounted_file_that_is_not_there_is_named(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.delenv("INTERNAL_SECRET")
    environment.setenv("INTERNAL_SECRET_FILE", str(tmp_path / "nothing"))
    with pytest.raises(SettingsError, match="INTERNAL_SECRET_FILE"):
        DatabaseSettings.load()


def test_one_service_of_several_in_a_process_has_its_own_value(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("COMMON_DATABASE_URL", "postgresql://elsewhere/b")
    assert DatabaseSettings.load().database_url == "postgresql://elsewhere/b"


@pytest.mark.parametrize("weak", ["short", "change-me-" + "x" * 40])
def test_production_refuses_a_weak_secret_by_name(environment: pytest.MonkeyPatch, weak: str) -> None:
    environment.setenv("APP_ENV", "production")
    environment.setenv("INTERNAL_SECRET", weak)
    with pytest.raises(SettingsError, match="INTERNAL_SECRET") as raised:
        DatabaseSettings.load()
    assert weak not in str(raised.value)


def test_a_certificate_without_its_key_is_refused(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TLS_CERT_FILE", "/certificates/server.crt")
    with pytest.raises(SettingsError, match="TLS_KEY_FILE"):
        DatabaseSettings.load()


def test_production_refuses_demo_mode(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("APP_ENV", "production")
    environment.setenv("DEMO", "1")
    with pytest.raises(SettingsError, match="DEMO"):
        DatabaseSettings.load()


def test_production_accepts_strong_secrets(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("APP_ENV", "production")
    assert DatabaseSettings.load().app_env == "production"


def test_production_refuses_a_placeholder_wherever_it_was_left(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("APP_ENV", "production")
    environment.setenv("DATABASE_URL", "postgresql://kiosk:change-me@somewhere/a")
    with pytest.raises(SettingsError, match="DATABASE_URL") as raised:
        DatabaseSettings.load()
    assert "kiosk:" not in str(raised.value)
