"""Mails as a real server receives them, and what its refusals mean."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Invalid
from launcher.embedded.temporary import free_port
from notification_service.gateways.mail import MailError
from notification_service.services.addresses import checked_address
from notification_service.services.requests import one_line
from notification_service.services.templates import TEMPLATES, render
from notification_service.tests.smtp import MailServer, mail, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def test_a_mail_arrives_as_it_was_written(server: MailServer) -> None:
    server.mailer().send(mail(subject="Contraseña ✓", private=True))
    found = server.taken.get(timeout=5)
    assert (found["To"], found["Subject"]) == ("ana@example.com", "Contraseña ✓")
    assert found["From"] == "Admin Kiosk <no-reply@kiosks.example>"
    assert found["Message-ID"] == "<abc@kiosks.example>"
    assert found["Sensitivity"] == "Private"
    assert found.get_content().replace("\r\n", "\n") == "¿Qué tal?\n"


@pytest.mark.parametrize("field", ["subject", "to"])
def test_no_field_can_add_a_header(server: MailServer, field: str) -> None:
    with pytest.raises(MailError) as raised:
        server.mailer().send(mail(**{field: "a@example.com\r\nBcc: victim@example.com"}))
    assert raised.value.permanent
    assert server.tried.empty()


@pytest.mark.parametrize(
    ("answer", "permanent"), [("451 busy", False), ("552 full", True), ("421 closing", False), ("554 spam", True)]
)
def test_the_first_digit_of_a_refusal_says_whether_to_try_again(
    server: MailServer, answer: str, permanent: bool
) -> None:
    server.answers = [answer]
    with pytest.raises(MailError) as raised:
        server.mailer().send(mail())
    assert (raised.value.code, raised.value.permanent, raised.value.detail) == ("mail_refused", permanent, answer)


@pytest.mark.parametrize(("answer", "permanent"), [("450 later", False), ("550 unknown", True)])
def test_a_refused_address_is_told_apart(server: MailServer, answer: str, permanent: bool) -> None:
    server.refused_recipients = {"ana@example.com": answer}
    with pytest.raises(MailError) as raised:
        server.mailer().send(mail())
    assert (raised.value.code, raised.value.permanent) == ("recipient_refused", permanent)


def test_a_server_that_is_away_may_come_back() -> None:
    with pytest.raises(MailError) as raised:
        MailServer(port=free_port()).mailer().send(mail())
    assert (raised.value.code, raised.value.permanent) == ("mail_server_away", False)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_said_in_the_clear_when_it_must_be_encrypted(server: MailServer, security: str) -> None:
    with pytest.raises(MailError) as raised:
        server.mailer(security=security, username="u", password="p").send(mail())
    assert not raised.value.permanent
    assert server.tried.empty()


@pytest.mark.parametrize("text", ["ana@example.com", " Ana.B+x@Example.com ", "ana@bücher.example.com", "a@b.test"])
def test_addresses_that_are_good(text: str) -> None:
    assert checked_address(text).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@x.com",
        "a@b@c.com",
        "a b@x.com",
        "a@x.com\r\nBcc: b@x.com",
        "a@x.com,b@x.com",
        "\ud800@x.com",
    ],
)
def test_addresses_that_are_not(text: str) -> None:
    with pytest.raises(Invalid, match="address_invalid"):
        checked_address(text)


@given(st.text() | st.emails())
def test_an_accepted_address_is_one_harmless_word(text: str) -> None:
    try:
        address = checked_address(text)
    except Invalid:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(" ,;<>\r\n")


@given(st.text())
def test_a_subject_is_one_line_that_any_server_takes(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 200
    assert len(line.splitlines()) <= 1
    line.encode()


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_in_both_languages(name: str) -> None:
    data = {"link": "https://x/y?t=1&u=2", "username": "{{ 7 * 7 }}", "public_url": "https://x"}
    spanish, english = render(name, "es", data), render(name, "en", data)
    assert spanish.subject != english.subject
    assert render(name, "xx", data) == spanish
    assert "49" not in english.body


def test_a_template_without_its_data_is_refused() -> None:
    with pytest.raises(Invalid, match="template_data_missing"):
        render("password_reset", "es", {"username": "ana"})
    with pytest.raises(Invalid, match="template_unknown"):
        render("nothing", "es", {})
