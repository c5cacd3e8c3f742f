"""The certificate authority of LAN mode, and what it signs."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from launcher import certificates
from launcher.certificates import ensure, names_of_this_machine

NAMES = ["localhost", "127.0.0.1", "kiosks.local", "192.168.1.10"]


def read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def test_the_server_certificate_is_signed_by_the_authority_and_names_the_machine(tmp_path: Path) -> None:
    files = ensure(tmp_path, NAMES)
    read(files.server).verify_directly_issued_by(read(files.authority))
    named = read(files.server).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {str(name.value) for name in named} == set(NAMES)
    assert read(files.server).not_valid_after_utc - datetime.now(UTC) < timedelta(days=398), "browsers refuse longer"
    ssl.create_default_context(cafile=str(files.authority))


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    files = ensure(tmp_path, NAMES)
    for key in (tmp_path / "ca.key", files.server_key):
        assert key.stat().st_mode & 0o777 == 0o600


def test_nothing_is_made_anew_without_need(tmp_path: Path) -> None:
    ensure(tmp_path, NAMES)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    assert len(before) == 4
    ensure(tmp_path, reversed(NAMES))
    assert {file: file.read_bytes() for file in before} == before


def test_other_names_get_another_certificate_of_the_same_authority(tmp_path: Path) -> None:
    files = ensure(tmp_path, NAMES)
    authority, server = read(files.authority), read(files.server)
    ensure(tmp_path, [*NAMES, "10.0.0.7"])
    assert read(files.authority) == authority
    assert read(files.server) != server


def test_a_certificate_that_ends_soon_or_is_damaged_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "SERVER_DAYS", certificates.RENEW_DAYS - 1)
    files = ensure(tmp_path, NAMES)
    monkeypatch.undo()
    ensure(tmp_path, NAMES)
    assert read(files.server).not_valid_after_utc - datetime.now(UTC) > timedelta(days=300)
    files.server.write_text("damaged")
    ensure(tmp_path, NAMES)
    assert read(files.server).not_valid_after_utc - datetime.now(UTC) > timedelta(days=300)


def test_the_machine_is_known_by_its_name_and_by_the_chosen_address() -> None:
    names = names_of_this_machine("192.0.2.77")
    assert {"localhost", "127.0.0.1", "192.0.2.77"} <= set(names)
    assert any(name.endswith(".local") for name in names)
