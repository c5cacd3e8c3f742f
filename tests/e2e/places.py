"""Every page of the app, by its address."""

from functools import partial
from typing import Any

import requests

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
    "/app/insight",
    "/app/insight/incidents",
    "/app/insight/incidents?state=open&verdict=none",
    "/app/insight/sales",
    "/app/insight/recommendations",
    "/app/insight/models",
    "/app/insight/models/anomaly",
    "/app/insight/models/anomaly/runs/1",
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
    # Soon after the start sales are still being told, and the first training is about to be.
    for answer in (f"/ai/predict?kiosk_id={kiosk['id']}", "/ai/predict", "/ai/models/anomaly/runs/1"):
        assert eventually(partial(_is_answered, system, answer), seconds=90), answer
    return [page.format(id=kiosk["id"], code=kiosk["code"]) for page in PAGES]


def _is_answered(system: System, path: str) -> bool:
    try:
        system.call("GET", path, system.login())
    except requests.HTTPError:
        return False
    return True
