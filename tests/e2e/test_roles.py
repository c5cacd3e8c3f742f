"""What each role sees, and what it does not."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsing import People, wait_for_content
from tests.e2e.places import a_live_kiosk

WORK = ["Flota", "Escanear"]
INSIGHT = "Inteligencia"
PLACES = {
    "admin": [*WORK, INSIGHT, "Personas", "Roles", "Auditoría", "Mensajes", "Estado"],
    "operador": [*WORK, INSIGHT, "Mensajes", "Estado"],
    "tecnico": [*WORK, INSIGHT, "Estado"],
    "usuario": [*WORK, INSIGHT, "Estado"],
    "test": [*WORK, "Estado"],
}
WRITERS = {"admin", "operador"}
SEEING_ALL = {"admin", "operador", "usuario"}
ADMINISTRATION = ["/app/people", "/app/roles", "/app/audit"]
WORK_OF_OPERATORS = ["/app/fleet/register", "/app/import", "/app/labels", "/app/messages"]
# Of a kiosk that one must see: who sees only their own may have none.
CHANGES = [f"/app/kiosks/{{id}}/setup/{change}" for change in ("enrolment", "assign", "retire")]
FORBIDDEN = {
    "admin": [],
    "operador": ADMINISTRATION,
    "tecnico": [*ADMINISTRATION, *WORK_OF_OPERATORS],
    "usuario": [*ADMINISTRATION, *WORK_OF_OPERATORS, *CHANGES],
    "test": [*ADMINISTRATION, *WORK_OF_OPERATORS, "/app/insight", "/app/insight/models"],
}
everybody = pytest.mark.parametrize("person", list(PLACES))


@everybody
def test_the_rail_holds_the_places_of_the_role(people: People, person: str) -> None:
    with people.page(person) as page:
        page.goto("/app/fleet")
        links = page.get_by_role("navigation", name="Principal").get_by_role("link")
        expect(links).to_have_text(PLACES[person])


@everybody
def test_a_phone_offers_the_same_places(people: People, person: str) -> None:
    with people.page(person, "phone") as page:
        page.goto("/app/fleet")
        bar = page.get_by_role("navigation", name="Principal")
        expect(bar.get_by_role("link")).to_have_text(WORK)
        bar.get_by_role("button", name="Más").click()
        for place in PLACES[person][len(WORK) :]:
            expect(page.get_by_role("menuitem", name=place, exact=True)).to_be_visible()
        expect(page.get_by_role("menuitem")).to_have_count(len(PLACES[person]) - len(WORK) + 2)  # account, way out


@everybody
def test_who_may_write_kiosks_is_offered_to(people: People, person: str) -> None:
    with people.page(person) as page:
        page.goto("/app/fleet")
        wait_for_content(page)
        for name in ("Registrar kiosco", "Importar", "Etiquetas"):
            seen(page, name, person in WRITERS)


@everybody
def test_who_may_see_all_kiosks_does(people: People, person: str) -> None:
    def seen_by(who: str) -> int:
        return int(people.system.call("GET", "/kiosks?limit=1", people.system.login(who))["total"])

    total, own = seen_by("admin"), seen_by(person)
    assert (own == total) == (person in SEEING_ALL)
    with people.page(person) as page:
        page.goto("/app/fleet")
        wait_for_content(page)
        if own:
            expect(page.get_by_text(f"de {own}")).to_be_visible()
        else:
            expect(page.get_by_text("Cuando te asignen un kiosco aparecerá aquí.")).to_be_visible()


@everybody
def test_a_forbidden_address_says_so(people: People, person: str) -> None:
    kiosk = a_live_kiosk(people.system)["id"]
    with people.page(person) as page:
        for address in FORBIDDEN[person]:
            page.goto(address.format(id=kiosk))
            expect(
                page.get_by_role("heading", name=re.compile("^No puedes ver (esta página|los mensajes)$"))
            ).to_be_visible()


def seen(page: Page, link: str, expected: bool) -> None:
    found = page.get_by_role("link", name=link)
    if expected:
        expect(found.first).to_be_visible()
    else:
        expect(found).to_have_count(0)
