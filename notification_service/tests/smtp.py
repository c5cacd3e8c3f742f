"""A real mail server inside the test process, which answers as the test wants."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from launcher.embedded.temporary import free_port
from notification_service.gateways.mail import Mail, SmtpMailer

OK = "250 OK"


@dataclass
class MailServer:
    """`answers` are given to the next mails in turn, then yes; None keeps the sender waiting for ever."""

    answers: list[str | None] = field(default_factory=list)
    refused_recipients: dict[str, str] = field(default_factory=dict)
    tried: "queue.Queue[EmailMessage]" = field(default_factory=queue.Queue)
    taken: "queue.Queue[EmailMessage]" = field(default_factory=queue.Queue)
    port: int = 0

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        answer = self.answers.pop(0) if self.answers else OK
        self.tried.put(message)
        if answer is None:
            await server.loop.create_future()
            raise AssertionError("never reached")
        if answer == OK:
            self.taken.put(message)
        return answer

    def mailer(self, **changes: Any) -> SmtpMailer:
        settings: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.port,
            "security": "none",
            "username": None,
            "password": None,
            "sender": "Admin Kiosk <no-reply@kiosks.example>",
        }
        return SmtpMailer(**{**settings, **changes})


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer(port=free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def mail(**changes: Any) -> Mail:
    values: dict[str, Any] = {
        "id": "abc",
        "to": "ana@example.com",
        "subject": "Hola",
        "body": "¿Qué tal?\n",
        "private": False,
        "at": datetime(2026, 3, 2, tzinfo=UTC),
    }
    return Mail(**{**values, **changes})
