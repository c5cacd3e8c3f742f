"""The secrets of one data folder, made once and kept in a file that only its owner may read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from launcher.refusal import Refusal


@dataclass(frozen=True)
class Secrets:
    """Each is random; `database_passwords` has one for every service with tables."""

    internal_secret: str
    key_encryption_secret: str
    streams_password: str
    cache_password: str
    database_passwords: dict[str, str]


def load(path: Path, database_services: tuple[str, ...]) -> Secrets:
    """Read the secrets; make those that are not there yet.

    Raises:
        Refusal: when the file cannot be understood: a new one would lock out what the old one protects.
    """
    known = _read(path)
    passwords = known.get("database_passwords", {})
    if not isinstance(passwords, dict):
        raise _unreadable(path)
    loaded = Secrets(
        internal_secret=str(known.get("internal_secret") or new_secret()),
        key_encryption_secret=str(known.get("key_encryption_secret") or new_secret()),
        streams_password=str(known.get("streams_password") or new_secret()),
        cache_password=str(known.get("cache_password") or new_secret()),
        database_passwords={name: str(passwords.get(name) or new_secret()) for name in database_services},
    )
    if asdict(loaded) != known:
        write_private(path, json.dumps(asdict(loaded), indent=2) + "\n")
    return loaded


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    half = path.with_name(path.name + ".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise _unreadable(path) from None
    if not isinstance(found, dict):
        raise _unreadable(path)
    return found


def _unreadable(path: Path) -> Refusal:
    return Refusal(f"{path} is damaged: put it back from a backup, or start anew with another DATA_DIR.")


def new_secret() -> str:
    return secrets.token_urlsafe(36)
