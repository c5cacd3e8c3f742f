"""The passwords of the demo's people: the one that everybody knows on this machine alone, random ones in LAN mode.

A file with passwords is there only while they are being set and have not been shown; the database keeps their hashes.
"""

import json
import secrets
import sys
from pathlib import Path

from launcher.secret_store import write_private
from launcher.settings import Settings

PEOPLE = ("admin", "operador", "tecnico", "usuario", "test")
KNOWN = "123456"
RANDOM_BYTES = 9


class DemoPasswords:
    """Decides at a start whether the passwords must be set: another mode than before, or new ones are wanted."""

    def __init__(self, settings: Settings) -> None:
        self._state = settings.data_dir / "demo_passwords"
        self._wanted = "random" if settings.lan else "known"
        self._file = settings.run_dir / "demo_passwords.json"
        self._file.unlink(missing_ok=True)  # of a start that was interrupted: they are set anew
        before = self._state.read_text(encoding="utf-8") if self._state.exists() else "known"
        if settings.demo and (before != self._wanted or settings.new_passwords):
            self._state.write_text("being set", encoding="utf-8")
            write_private(self._file, json.dumps({name: self._new() for name in PEOPLE}))

    @property
    def file(self) -> Path | None:
        """Where the passwords stand that are to be set, if any."""
        return self._file if self._file.exists() else None

    def announce(self) -> None:
        """Show random ones, on standard output only; from here on nobody can look them up."""
        if not self._file.exists():
            return
        if self._wanted == "random":
            given = json.loads(self._file.read_text(encoding="utf-8"))
            lines = ["Passwords of the demo people (shown only this once; NEW_PASSWORDS=1 makes new ones):"]
            lines += [f"  {name:<10} {password}" for name, password in given.items()]
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()
        self._state.write_text(self._wanted, encoding="utf-8")
        self._file.unlink()

    def _new(self) -> str:
        return secrets.token_urlsafe(RANDOM_BYTES) if self._wanted == "random" else KNOWN


def admins(file: str | None) -> str:
    """The demo administrator's password, from the file that is being set, else the known one."""
    return str(json.loads(Path(file).read_text(encoding="utf-8"))["admin"]) if file else KNOWN
