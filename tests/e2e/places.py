"""Every page of the app, by its address."""

from typing import Any

from common.testing.waiting import eventually
from tests.system import System

# For who is not signed in.
DOORS = ["/", "/app/forgot", "/app/reset", "/app/reset#token=expired"]

PAGES = [
    "/app/fleet",
    "/app/fleet?view=map",
    "/app/fleet?view=wall",
    "/app/fleet?q=nothing-is-called-so",
    "/app/fleet/register",
    "/app/kiosks/{id}",
    "/app/kiosks/{id}/history",
    "/app/kiosks/{id}/sales",
    "/app/kiosks/{id}/setup",
    "/app/kiosks/{id}/setup/enrolment",
    "/app/kiosks/{id}/setup/assign",
    "/app/kiosks/{id}/setup/retire",
    "/app/scan",
    "/app/scan?code={code}",
    "/app/import",
    "/app/labels?ids={id}",
    "/app/people",
    "/app/people/new",
    "/app/people/1",
    "/app/roles",
    "/app/roles/new",
    "/app/roles/technician",
    "/app/audit",
    "/app/messages",
    "/app/messages/test",
    "/app/status",
    "/app/me",
    "/app/nowhere",
]


def a_live_kiosk(system: System) -> Any:
    """The record of a kiosk that is online."""
    found: list[Any] = []

    def is_there() -> bool:
        found.extend(system.call("GET", "/kiosks?status=online", system.login())["items"])
        return bool(found)

    assert eventually(is_there)
    return found[0]


def pages_of(system: System) -> list[str]:
    """The addresses of all pages for who is signed in, with a kiosk that is alive."""
    kiosk = a_live_kiosk(system)
    return [page.format(id=kiosk["id"], code=kiosk["code"]) for page in PAGES]
