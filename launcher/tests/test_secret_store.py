"""Secrets are made once, kept to their owner, and completed rather than replaced."""

import json
from pathlib import Path

import pytest

from launcher import secret_store
from launcher.refusal import Refusal


def test_they_stay_the_same_and_private(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = secret_store.load(path, ("baker",))
    assert secret_store.load(path, ("baker",)) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert len({first.internal_secret, first.key_encryption_secret, first.database_passwords["baker"]}) == 3


def test_what_is_missing_is_added_and_what_a_person_changed_stays(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"internal_secret": "mine", "database_passwords": {"baker": "his"}}))
    loaded = secret_store.load(path, ("baker", "smith"))
    assert loaded.internal_secret == "mine"
    assert loaded.database_passwords["baker"] == "his"
    assert json.loads(path.read_text())["database_passwords"]["smith"] == loaded.database_passwords["smith"]


@pytest.mark.parametrize("text", ["{", "[]", '{"database_passwords": 1}'])
def test_a_damaged_file_is_not_replaced(text: str, tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(text)
    with pytest.raises(Refusal, match=r"secrets\.json is damaged"):
        secret_store.load(path, ("baker",))
    assert path.read_text() == text
