"""The mails that a local mail server keeps, for a demo without a real one."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

# As Maildir names are built: seconds, then microseconds after the M; others may stand in between and behind.
_NAME = re.compile(r"(\d{1,12})\.M(\d{1,6})\D")
FOLDERS = ("new", "cur")


@dataclass(frozen=True)
class KeptMail:
    """A mail in the box. `id` is when it came, in microseconds; `private` ones hold a secret."""

    id: int
    sender: str
    to: str
    subject: str
    received_at: datetime
    private: bool
    body: str


class Mailbox:
    """Reads a Maildir, newest first; changes nothing in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def mails(self, before: int | None = None) -> Iterator[KeptMail]:
        """The mails that came before the one with this id."""
        found = self._files()
        for mail_id in sorted(found, reverse=True):
            if before is None or mail_id < before:
                mail = _read(mail_id, found[mail_id])
                if mail:
                    yield mail

    def find(self, mail_id: int) -> KeptMail | None:
        path = self._files().get(mail_id)
        return _read(mail_id, path) if path else None

    def _files(self) -> dict[int, Path]:
        files: dict[int, Path] = {}
        for folder in FOLDERS:
            for path in (self._folder / folder).glob("*"):
                if name := _NAME.match(path.name):
                    files[int(name[1]) * 1_000_000 + int(name[2])] = path
        return files


def _read(mail_id: int, path: Path) -> KeptMail | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:  # the server makes room meanwhile
        return None
    message = email.message_from_bytes(content, policy=email.policy.default)
    return KeptMail(
        id=mail_id,
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        received_at=datetime.fromtimestamp(mail_id / 1_000_000, UTC),
        private=str(message["Sensitivity"] or "").lower() == "private",
        body=_body(message),
    )


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    try:
        return str(part.get_content()).replace("\r\n", "\n") if part else ""
    except (LookupError, ValueError):  # a character set that nobody knows, or a part that is no text
        return ""
