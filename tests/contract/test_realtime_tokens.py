"""An open socket ends with the right to have it."""

import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from socketio.exceptions import ConnectionError as Refused

from common.signing_keys import SigningKeys
from kiosk_service.app import create_app
from kiosk_service.config import Settings
from tests.contract.conftest import Person
from tests.contract.listeners import Listener, introduction
from tests.system import EnrolledKiosk, System

Connect = Callable[..., Listener]
Somebody = Callable[[str], Person]


@pytest.fixture(scope="module")
def device_keys(system: System) -> SigningKeys:
    """The keys of the running kiosk_service, for tokens that live shorter than any it gives."""
    environment = system.processes()["serve kiosk_service"].environ()
    values: dict[str, Any] = {
        name: environment[name.upper()] for name in Settings.model_fields if name.upper() in environment
    }
    keys: SigningKeys = create_app(Settings(**values)).extensions["signing_keys"]
    return keys


def short_token(keys: SigningKeys, kiosk: EnrolledKiosk, seconds: float) -> str:
    claims = {"sub": str(kiosk.id), "typ": "device", "role": "kiosk", "serial": kiosk.serial}
    return keys.sign(claims, timedelta(seconds=seconds))


def test_a_token_is_renewed_on_the_open_socket(system: System, admin: str, connect: Connect) -> None:
    person = connect(admin)
    assert person.call("refresh_token", {"token": system.login()}) == {"ok": True}
    for wrong in ({"token": "x"}, {}, None, {"token": system.login("operador")}):
        assert person.call("refresh_token", wrong) == {"ok": False, "code": "unauthorized"}


def test_a_socket_closes_when_its_token_expires_unless_it_was_renewed(
    system: System, connect: Connect, kiosk: EnrolledKiosk, device_keys: SigningKeys
) -> None:
    token = short_token(device_keys, kiosk, 8)
    renewed, forgetful = connect(token), connect(token)
    assert renewed.call("refresh_token", {"token": system.device_token(kiosk)}) == {"ok": True}
    assert forgetful.is_closed_by_the_server()
    assert jwt.decode(token, options={"verify_signature": False, "verify_exp": False})["exp"] <= time.time()
    assert renewed.call("kiosk_join", introduction(kiosk))["ok"] is True


def test_a_socket_closes_with_its_session_and_only_with_its_own(
    system: System, somebody: Somebody, connect: Connect
) -> None:
    person, other = somebody("operator"), somebody("operator")
    ended, others = connect(person.token), connect(other.token)
    ended.join("fleet")
    session = jwt.decode(person.token, options={"verify_signature": False})["sid"]
    system.call("DELETE", f"/auth/sessions/{session}", person.token)
    assert ended.is_closed_by_the_server()
    others.join("fleet")


def test_a_socket_closes_when_its_person_signs_out(system: System, somebody: Somebody, connect: Connect) -> None:
    person = somebody("operator")
    listener = connect(person.token)
    listener.join("fleet")
    system.call("POST", "/auth/logout", person.token)
    assert listener.is_closed_by_the_server()
    with pytest.raises(Refused):
        connect(person.token)


def test_a_socket_closes_when_the_role_of_its_person_may_less(
    system: System, admin: str, somebody: Somebody, connect: Connect
) -> None:
    role = f"r{uuid.uuid4().hex[:8]}"
    system.call("POST", "/auth/roles", admin, json={"name": role, "permissions": ["kiosks.read_all"]})
    person = somebody(role)
    listener = connect(person.token)
    listener.join("fleet")
    system.call("PUT", f"/auth/roles/{role}", admin, json={"permissions": []})
    assert listener.is_closed_by_the_server()


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "user"}], ids=["disabled", "another role"])
def test_a_socket_closes_when_its_person_is(
    system: System, admin: str, somebody: Somebody, connect: Connect, change: dict[str, object]
) -> None:
    person = somebody("operator")
    listener = connect(person.token)
    listener.join("fleet")
    system.call("PUT", f"/auth/users/{person.id}", admin, json=change)
    assert listener.is_closed_by_the_server()
    with pytest.raises(Refused):
        connect(person.token)


def test_the_socket_of_a_retired_kiosk_closes(
    system: System, admin: str, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    device = connect(system.device_token(kiosk))
    device.call("kiosk_join", introduction(kiosk))
    system.call("DELETE", f"/kiosks/{kiosk.id}", admin)
    assert device.is_closed_by_the_server()


def test_the_socket_of_an_old_key_closes_when_a_kiosk_enrols_again_and_the_new_one_stays(
    system: System, admin: str, connect: Connect, kiosk: EnrolledKiosk
) -> None:
    old = connect(system.device_token(kiosk))
    offered = system.call("POST", f"/kiosks/{kiosk.id}/enrolment", admin)
    body = {"serial": kiosk.serial, "enrolment_token": offered["enrolment_token"]}
    key = system.call("POST", "/kiosks/enrol", json=body)["device_key"]
    new = connect(system.device_token(EnrolledKiosk(kiosk.id, kiosk.serial, key)))
    assert old.is_closed_by_the_server()
    assert new.call("kiosk_join", introduction(kiosk))["ok"] is True
