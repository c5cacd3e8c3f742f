"""A mail server for this machine alone: `python -m launcher.mail_server PORT FOLDER`.

It takes every mail from the loopback, sends none on, and keeps the newest in FOLDER as a Maildir, where
notification_service shows them. A mail is answered with yes only when it is on disk.
"""

import asyncio
import signal
import sys
from mailbox import Maildir
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
MOST_BYTES = 5_000_000
MOST_MAILS = 500


class Keeper:
    """aiosmtpd's handler: stores what it is given."""

    def __init__(self, folder: Path) -> None:
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._maildir = Maildir(folder, factory=None, create=False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name
        content = envelope.content
        try:
            self._maildir.add(content if isinstance(content, bytes) else (content or "").encode())
        except OSError as error:
            return f"451 Cannot be kept now: {error.strerror}"
        self._make_room()
        return "250 OK kept in the local mailbox"

    def _make_room(self) -> None:
        """Names begin with the time of arrival, in as many digits for centuries."""
        for key in sorted(self._maildir.keys())[:-MOST_MAILS]:
            self._maildir.discard(key)


async def serve(port: int, folder: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    keeper = Keeper(folder)
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(keeper, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, hostname="localhost"), HOST, port
    )
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
