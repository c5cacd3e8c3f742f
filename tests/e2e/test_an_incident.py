"""A fault in a kiosk, as people live it: the incident in words, their verdict, a training, and what the gate says."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.browsing import Complaints, People
from tests.e2e.kiosks import kiosk_app
from tests.system import System

ONLINE_MS = 40_000
# The fan has stood still for long, so the processor is hot within a minute; two whole minutes beyond its limit make an
# incident.
FOUND_MS = 300_000
# Gathering, training and comparing, on a busy machine.
TRAINED_MS = 300_000


def test_a_fault_is_found_judged_and_learnt_from(
    people: People, system: System, complaints: Complaints, tmp_path: Path
) -> None:
    # What is not told of a new kiosk yet is answered with 404: the browser logs it.
    complaints.expect("404 (Not Found)")
    registered = system.register(system.login(), name=f"Muelle {tmp_path.parent.name[-4:]}")
    kiosk, token = registered["kiosk"], registered["enrolment_token"]
    data = tmp_path / "kiosk"
    with people.page("operador") as page, kiosk_app(system.url, data, kiosk["serial"], token):
        page.goto(f"/app/kiosks/{kiosk['id']}")
        expect(page.get_by_text("Dentro de los límites")).to_be_visible(timeout=2 * ONLINE_MS)
        switch_on(data, "fan_failure", severity=5)
        see_it_come(page)
        judge(page)
        train(page)


def switch_on(data: Path, fault: str, severity: float) -> None:
    """As `kiosk_app.py faults` writes it, but for half an hour ago: faults grow, and nobody wants to wait for it."""
    since = datetime.now(UTC) - timedelta(minutes=30)
    fresh = data / "faults.new"
    fresh.write_text(json.dumps({fault: {"severity": severity, "since": since.isoformat()}}))
    fresh.replace(data / "faults.json")


def see_it_come(page: Page) -> None:
    """Nobody loads the page again: the incident comes by itself, and leads to its own page."""
    found = page.get_by_role("link", name=re.compile("Ventilador fallando"))
    expect(found).to_be_visible(timeout=FOUND_MS)
    found.click()
    expect(page.get_by_role("heading", name="Ventilador fallando")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Temperatura del procesador .* desde las "))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Temperatura de CPU"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Temperatura de CPU: entre"))).to_be_visible()


def judge(page: Page) -> None:
    page.get_by_label("Nota (opcional)").fill("El ventilador no gira")
    page.get_by_role("button", name="Fue una falla real").click()
    given = page.get_by_role("list", name="Veredictos, el último primero")
    expect(given.get_by_text("Falla real")).to_be_visible()
    expect(given.get_by_text("El ventilador no gira")).to_be_visible()


def train(page: Page) -> None:
    """A challenger is made by hand; what the gate says of it comes to the screen by itself."""
    page.goto("/app/insight/models/anomaly")
    by_hand = page.get_by_role("button", name="Entrenar ahora")
    # The first training of the system may still go on.
    expect(by_hand).to_be_visible(timeout=TRAINED_MS)
    by_hand.click()
    page.get_by_role("link", name="Seguirlo").click()
    expect(page.get_by_role("progressbar", name="Entrenando")).to_be_visible()
    expect(page.get_by_role("region", name="La decisión y por qué")).to_be_visible(timeout=TRAINED_MS)
    expect(page.get_by_role("row", name=re.compile("^Falsas alertas .*(Cumple|No cumple)$"))).to_be_visible()
    expect(page.get_by_role("columnheader", name=re.compile("^Aspirante: v"))).to_be_visible()
