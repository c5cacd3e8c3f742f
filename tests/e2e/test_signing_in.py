"""Coming in, staying in, and coming in again without losing what was typed."""

import pytest
import requests
from playwright.sync_api import Route, expect

from common.testing.waiting import eventually
from tests.e2e.browsing import DEMO_PASSWORD, Complaints, People, Size, sign_in


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_wrong_password_is_said_so(people: People, complaints: Complaints, size: Size) -> None:
    complaints.expect("401")
    with people.stranger(size) as page:
        page.goto("/")
        sign_in(page, password="wrong")
        expect(page.get_by_role("alert")).to_contain_text("no son correctos")


def test_a_reload_keeps_the_person_signed_in(people: People) -> None:
    with people.stranger() as page:
        page.goto("/app/status")
        sign_in(page)
        status = page.get_by_role("heading", name="Estado", level=1)
        expect(status).to_be_visible()
        page.reload()
        expect(status).to_be_visible()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_session_that_ended_elsewhere_loses_nothing_typed(people: People, complaints: Complaints, size: Size) -> None:
    complaints.expect("401")
    with people.stranger(size) as page:
        page.goto("/app/fleet/register")
        with page.expect_response("**/auth/login") as signed_in:
            sign_in(page)
        page.get_by_label("Nombre").fill("Kiosco de la plaza")
        page.get_by_label("Lugar").fill("Plaza Mayor")

        def end_the_session_first(request: Route) -> None:
            """What was clicked is on its way when somebody elsewhere ends the session."""
            system, own = people.system, signed_in.value.json()["token"]
            (here,) = [one for one in system.call("GET", "/auth/sessions", own)["items"] if one["current"]]
            system.call("DELETE", f"/auth/sessions/{here['id']}", system.login())
            kiosks, headers = f"{system.url}/kiosks", {"Authorization": f"Bearer {own}"}
            assert eventually(lambda: requests.get(kiosks, headers=headers, timeout=10).status_code == 401)
            request.continue_()

        page.route("**/kiosks", end_the_session_first, times=1)
        page.get_by_role("button", name="Registrar", exact=True).click()
        again = page.get_by_role("dialog", name="Tu sesión terminó")
        expect(again).to_be_visible()
        expect(page.get_by_label("Nombre")).to_have_value("Kiosco de la plaza")
        again.get_by_label("Contraseña", exact=True).fill(DEMO_PASSWORD)
        again.get_by_role("button", name="Entrar").click()
        # What was under way goes on by itself.
        expect(page.get_by_role("dialog", name="Kiosco de la plaza está registrado")).to_be_visible()
