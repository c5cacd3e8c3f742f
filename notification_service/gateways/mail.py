"""Sending one mail: the protocol, and SMTP."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from typing import Literal, Protocol

SOCKET_SECONDS = 10
# RFC 5321, 4.2.1: the first digit says whether the same may work later.
PERMANENT = 500


@dataclass(frozen=True)
class Mail:
    """A mail of plain text. `id` is the same in every try, so that a receiver can tell a repeated one."""

    id: str
    to: str
    subject: str
    body: str
    private: bool
    at: datetime


class MailError(Exception):
    """The mail was not taken. `permanent` means that trying again is useless; `detail` is what the server said."""

    def __init__(self, code: str, *, permanent: bool, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.detail = detail


class Mailer(Protocol):
    """Hands a mail over to whoever brings it on its way; raises MailError when it is not taken."""

    def send(self, mail: Mail) -> None: ...


@dataclass(frozen=True)
class SmtpMailer:
    """Sends through one SMTP server, a new conversation for each mail.

    Args:
        security: `tls` from the first byte, `starttls` before anything is said, or `none`.
        sender: the address that mails come from, with or without a name.
    """

    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    username: str | None
    password: str | None
    sender: str

    def send(self, mail: Mail) -> None:
        message = self._message(mail)
        with _as_mail_errors(), self._conversation() as smtp:
            smtp.send_message(message, from_addr=parseaddr(self.sender)[1], to_addrs=[mail.to])

    def _message(self, mail: Mail) -> EmailMessage:
        # The policy refuses line breaks in a header, so that no field can add headers of its own.
        message = EmailMessage(policy=SMTP_POLICY)
        try:
            message["From"] = self.sender
            message["To"] = mail.to
            message["Subject"] = mail.subject
            message["Date"] = format_datetime(mail.at)
            message["Message-ID"] = f"<{mail.id}@{self._domain}>"
            message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
            if mail.private:
                message["Sensitivity"] = "Private"  # RFC 4021
            message.set_content(mail.body)
        except ValueError as error:
            raise MailError("mail_malformed", permanent=True, detail=str(error)) from error
        return message

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        # Names itself by the sender's domain: looking this machine's own name up may take long.
        smtp: smtplib.SMTP
        if self.security == "tls":
            tls = ssl.create_default_context()
            smtp = smtplib.SMTP_SSL(self.host, self.port, self._domain, timeout=SOCKET_SECONDS, context=tls)
        else:
            smtp = smtplib.SMTP(self.host, self.port, self._domain, timeout=SOCKET_SECONDS)
        with smtp:
            if self.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if self.username and self.password:
                smtp.login(self.username, self.password)
            yield smtp

    @property
    def _domain(self) -> str:
        return parseaddr(self.sender)[1].rpartition("@")[2]


@contextmanager
def _as_mail_errors() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _refusal("recipient_refused", code, answer) from error
    except smtplib.SMTPAuthenticationError as error:
        # The settings are wrong, not the mail: it can go when they are put right.
        raise MailError("smtp_login_refused", permanent=False, detail=_text(error.smtp_error)) from error
    except smtplib.SMTPSenderRefused as error:
        raise _refusal("sender_refused", error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal("mail_refused", error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailError("smtp_not_supported", permanent=False, detail=str(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailError("mail_server_away", permanent=False, detail=type(error).__name__) from error


def _refusal(name: str, code: int, answer: bytes | str) -> MailError:
    return MailError(name, permanent=code >= PERMANENT, detail=f"{code} {_text(answer)}")


def _text(answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
