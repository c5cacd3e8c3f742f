"""Coming in, staying in, and coming in again without losing what was typed."""

import pytest
from playwright.sync_api import expect

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
        sign_in(page)
        page.get_by_label("Nombre").fill("Kiosco de la plaza")
        page.get_by_label("Lugar").fill("Plaza Mayor")

        # The newest session is the one of this page.
        system = people.system
        token = system.login()
        sessions = system.call("GET", "/auth/sessions", token)["items"]
        own = max((one for one in sessions if "Chrom" in one["user_agent"]), key=lambda one: one["created_at"])
        system.call("DELETE", f"/auth/sessions/{own['id']}", token)

        def refused() -> bool:
            answer = page.context.request.post("/auth/refresh", headers={"X-Requested-With": "admin-kiosk"})
            return answer.status == 401

        assert refused()
        page.get_by_role("button", name="Registrar", exact=True).click()
        again = page.get_by_role("dialog", name="Tu sesión terminó")
        expect(again).to_be_visible()
        expect(page.get_by_label("Nombre")).to_have_value("Kiosco de la plaza")
        again.get_by_label("Contraseña", exact=True).fill(DEMO_PASSWORD)
        again.get_by_role("button", name="Entrar").click()
        # What was under way goes on by itself.
        expect(page.get_by_role("dialog", name="Kiosco de la plaza está registrado")).to_be_visible()
