"""The mailbox of a demo: what the local mail server keeps, for those who may read it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import ValidationError

from common.service import Service
from common.testing.fixtures import SignAs
from common.testing.services import Servers
from launcher.embedded.temporary import free_port
from launcher.readiness import missing_greeting
from notification_service.config import Settings
from notification_service.gateways.mailbox import Mailbox
from notification_service.tests.smtp import MailServer, mail

ROOT = Path(__file__).parents[3]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    """The launcher's mail server on a port and a folder of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "launcher.mail_server", str(port), str(tmp_path)], cwd=ROOT)
    while missing_greeting(port):
        assert process.poll() is None
    yield MailServer(port=port)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


@pytest.fixture
def box(app: Service, tmp_path: Path) -> Iterator[None]:
    app.extensions["mailbox"] = Mailbox(tmp_path)
    yield
    app.extensions["mailbox"] = None


@pytest.mark.usefixtures("box")
def test_what_was_sent_can_be_read(server: MailServer, client: FlaskClient, token: SignAs) -> None:
    for number in range(3):
        server.mailer().send(mail(subject=f"Número {number}", body=f"¡Hola {number}!\n"))
    page = client.get("/notify/mailbox?limit=2", headers=token("notify.manage")).get_json()
    rest = client.get(
        f"/notify/mailbox?limit=2&cursor={page['next_cursor']}", headers=token("notify.manage")
    ).get_json()
    assert [item["subject"] for item in [*page["items"], *rest["items"]]] == ["Número 2", "Número 1", "Número 0"]
    assert rest["next_cursor"] is None
    one = client.get(f"/notify/mailbox/{page['items'][0]['id']}", headers=token("notify.manage")).get_json()
    assert (one["to"], one["body"]) == ("ana@example.com", "¡Hola 2!\n")
    assert client.get("/notify/mailbox/1", headers=token("notify.manage")).status_code == 404
    assert client.get("/notify/mailbox?cursor=x", headers=token("notify.manage")).status_code == 422


@pytest.mark.usefixtures("box")
def test_a_link_to_a_new_password_is_for_those_only_who_may_set_one(
    server: MailServer, client: FlaskClient, token: SignAs
) -> None:
    server.mailer().send(mail(private=True))
    assert client.get("/notify/mailbox", headers=token("notify.manage")).get_json()["items"] == []
    (item,) = client.get("/notify/mailbox", headers=token("notify.manage", "users.manage")).get_json()["items"]
    path = f"/notify/mailbox/{item['id']}"
    assert client.get(path, headers=token("notify.manage")).status_code == 404
    assert client.get(path, headers=token("notify.manage", "users.manage")).status_code == 200


def test_without_a_local_mail_server_there_is_no_mailbox(client: FlaskClient, token: SignAs) -> None:
    answer = client.get("/notify/mailbox", headers=token("notify.manage"))
    assert (answer.status_code, answer.get_json()["code"]) == (404, "mailbox_not_here")


@pytest.mark.usefixtures("box")
def test_a_mailbox_that_holds_nonsense_is_still_shown(client: FlaskClient, token: SignAs, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for number, content in enumerate(
        (b"", b"\xff\0\n\n\xff", b"Subject: =?x?q?=FF?=\nContent-Type: text/plain; charset=x\n\nb")
    ):
        (tmp_path / "new" / f"17000000{number}.M5P1Q1.x").write_bytes(content)
    (tmp_path / "new" / "no name").write_bytes(b"")
    page = client.get("/notify/mailbox", headers=token("notify.manage")).get_json()
    assert len(page["items"]) == 3
    for item in page["items"]:
        assert client.get(f"/notify/mailbox/{item['id']}", headers=token("notify.manage")).status_code == 200


def settings(servers: Servers, **changes: str) -> Settings:
    values = {name.lower(): value for name, value in servers.environment("notification_service").items()}
    return Settings(**{**values, "demo": "0", **changes})  # type: ignore[arg-type]


def test_production_never_shows_mail_nor_says_passwords_in_the_clear(servers: Servers) -> None:
    settings(servers, mailbox_dir="x")
    with pytest.raises(ValidationError, match="MAILBOX_DIR"):
        settings(servers, mailbox_dir="x", app_env="production")
    with pytest.raises(ValidationError, match="SMTP_SECURITY"):
        settings(servers, smtp_username="u", smtp_password="p")
    settings(servers, smtp_username="u", smtp_password="p", smtp_security="starttls", app_env="production")
