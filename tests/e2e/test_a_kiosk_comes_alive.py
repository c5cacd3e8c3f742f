"""The main job in a browser: sign in, register a kiosk, and see it come alive, fall silent and come back."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.system import System

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEMO_PASSWORD = "123456"
# A kiosk counts as offline after at most 20 s; the rest is the way to the screen on a busy machine.
OFFLINE_MS = 30_000
LIVE_MS = 20_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desk", "phone"])
def page(browser: Browser, system: System, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, locale="es-AR", base_url=system.url)
    page = context.new_page()
    complaints: list[str] = []
    # Before anybody has signed in there is no session to renew: that refusal is expected.
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    unexpected = [text for text in complaints if "401" not in text]
    assert unexpected == []


@contextmanager
def kiosk_app(system: System, data: Path, serial: str, enrolment_token: str) -> Iterator[None]:
    """A kiosk that runs; its store and key outlive it."""
    process = subprocess.Popen(
        [
            *(sys.executable, "kiosk_app/kiosk_app.py", "--serial", serial, "--server_url", system.url),
            *("--data_dir", str(data), "--interval", "1"),
        ],
        cwd=ROOT,
        env={**os.environ, "KIOSK_ENROLMENT_TOKEN": enrolment_token},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait(10)


def sign_in(page: Page, password: str = DEMO_PASSWORD) -> None:
    page.get_by_label("Usuario").fill("admin")
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")


def test_a_wrong_password_is_said_so(page: Page) -> None:
    page.goto("/")
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("no son correctos")


def test_a_kiosk_comes_alive(page: Page, system: System, tmp_path: Path) -> None:
    registered = system.call(
        "POST", "/kiosks", system.login(), json={"name": f"Terminal {tmp_path.name[-2:]}", "location": "Andén 4"}
    )
    kiosk = registered["kiosk"]

    page.goto(f"/k/{kiosk['code']}")
    sign_in(page)
    expect(page).to_have_url(re.compile(rf"/app/kiosks/{kiosk['id']}"))
    expect(page.get_by_text("Registrado", exact=True)).to_be_visible()

    with kiosk_app(system, tmp_path, kiosk["serial"], registered["enrolment_token"]):
        expect(page.get_by_text("En línea", exact=True)).to_be_visible(timeout=LIVE_MS)
        latency = page.get_by_text("Latencia", exact=True).first.locator("xpath=..")
        expect(latency).to_have_text(re.compile(r"\d+ ms"), timeout=LIVE_MS)
        seen = latency.text_content() or ""
        expect(latency).not_to_have_text(seen, timeout=LIVE_MS)

        page.goto("/app/fleet")
        page.get_by_role("searchbox").fill(kiosk["serial"])
        expect(page.get_by_text(kiosk["name"], exact=True)).to_be_visible(timeout=LIVE_MS)
        page.get_by_text(kiosk["name"], exact=True).click()
        expect(page).to_have_url(re.compile(rf"/app/kiosks/{kiosk['id']}"))
        expect(page.get_by_text("En línea", exact=True)).to_be_visible()
    expect(page.get_by_text("Sin conexión", exact=True)).to_be_visible(timeout=OFFLINE_MS)

    with kiosk_app(system, tmp_path, kiosk["serial"], ""):
        expect(page.get_by_text("En línea", exact=True)).to_be_visible(timeout=LIVE_MS)


def test_a_reload_keeps_the_person_signed_in(page: Page) -> None:
    page.goto("/")
    sign_in(page)
    fleet = page.get_by_role("heading", name="Flota")
    expect(fleet).to_be_visible()
    page.reload()
    expect(fleet).to_be_visible()
