"""The main job, from a registered kiosk to readings that outlast a lost connection."""

from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from common.testing.waiting import eventually
from tests.e2e.browsing import Complaints, People, choose, sign_in
from tests.e2e.camera import browser_with_camera, film
from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.kiosks import kiosk_app, wait_for_writes, waiting_readings
from tests.system import System

# A kiosk counts as offline after at most 20 s; the rest is the way to the screen on a busy machine.
OFFLINE_MS = 40_000
BACKLOG = 8
NOWHERE = "http://127.0.0.1:9"


def test_a_kiosk_is_registered_scanned_alive_silent_and_back(
    people: People, system: System, playwright: Playwright, complaints: Complaints, tmp_path: Path
) -> None:
    # A kiosk that one does not see yet is answered with 404, as one that is not there: the browser logs it.
    complaints.expect("404 (Not Found)")
    name = f"Andén {tmp_path.parent.name[-4:]}"
    with people.page("admin") as desk:
        token = register(desk, name)
        code = shown_as(desk, "Dirección del código").rpartition("/k/")[2]
        film(desk.get_by_alt_text(f"Código QR de {name}"), tmp_path / "label.y4m")

    with browser_with_camera(playwright, CHROMIUM, tmp_path / "label.y4m", *FLAGS) as browser:
        phone = People(browser, system, complaints).profile().new_page()
        choose(phone, "phone", "es", "light")
        phone.goto("/app/scan")
        sign_in(phone, "tecnico")
        expect(phone.get_by_role("heading", name=f"{code} no está entre tus kioscos")).to_be_visible()
        phone.get_by_role("button", name="Asignármelo").click()
        expect(phone.get_by_role("heading", name=name)).to_be_visible()
        expect(phone.get_by_text("Está asignado a ti")).to_be_visible()
        phone.get_by_role("link", name="Abrir el kiosco").click()
        expect(phone.get_by_text("Registrado", exact=True)).to_be_visible()
        watch_it_live(phone, system, tmp_path / "kiosk", token)


def register(page: Page, name: str) -> str:
    """Registers a kiosk and goes on to its label: the enrolment token."""
    page.goto("/app/fleet")
    page.get_by_role("link", name="Registrar kiosco").first.click()
    page.get_by_label("Nombre").fill(name)
    page.get_by_label("Lugar").fill("Estación norte")
    page.get_by_role("button", name="Registrar", exact=True).click()
    expect(page.get_by_role("dialog", name=f"{name} está registrado")).to_be_visible()
    token = shown_as(page, "Clave de alta")
    page.get_by_role("button", name="Abrir el kiosco").click()
    page.get_by_role("link", name="Configuración").click()
    return token


def shown_as(page: Page, name: str) -> str:
    """What stands under its name to be copied."""
    return page.get_by_text(name, exact=True).locator("xpath=..").locator("code").inner_text().strip()


def watch_it_live(page: Page, system: System, data: Path, token: str) -> None:
    """The kiosk comes, moves a chart, falls silent, and brings what it measured meanwhile."""
    kiosk = int(page.url.rpartition("/")[2])
    admin = system.login()
    serial = system.call("GET", f"/kiosks/{kiosk}", admin)["serial"]

    def last_seq() -> int:
        return int(system.call("GET", f"/kiosks/{kiosk}/status", admin)["last_seq"] or 0)

    def points() -> int:
        return len(system.call("GET", f"/kiosks/{kiosk}/telemetry?metric=cpu_usage", admin)["points"])

    online = page.get_by_text("En línea", exact=True)
    with kiosk_app(system.url, data, serial, token):
        expect(online.first).to_be_visible(timeout=OFFLINE_MS)
        page.get_by_role("link", name="Historia").click()
        newest = page.get_by_role("figure").filter(has_text="Uso de CPU")
        seen = newest.inner_text()
        expect(newest).not_to_have_text(seen, timeout=OFFLINE_MS)
    expect(page.get_by_text("Sin conexión", exact=True).first).to_be_visible(timeout=OFFLINE_MS)

    known = last_seq()
    with kiosk_app(NOWHERE, data, serial):
        wait_for_writes(data, BACKLOG)
    behind = waiting_readings(data)
    assert behind > 0
    with kiosk_app(system.url, data, serial):
        expect(online.first).to_be_visible(timeout=OFFLINE_MS)
        assert eventually(lambda: last_seq() > known + behind)
    # Readings are numbered without a gap: as many are kept as were taken.
    assert eventually(lambda: points() == last_seq())
