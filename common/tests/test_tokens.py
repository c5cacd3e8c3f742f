"""Token attacks: every token that is not exactly right is refused."""

import base64
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from common.errors import Unauthenticated
from common.service import Service
from common.testing.fixtures import Issuer
from common.testing.services import INTERNAL_SECRET
from common.tokens import DEVICE_ISSUER, PERSON_ISSUER, Verifier, service_token

PERSON: dict[str, Any] = {"sub": "7", "typ": "access", "role": "operator", "permissions": ["kiosks.write"]}
DEVICE: dict[str, Any] = {"sub": "9", "typ": "device", "role": "kiosk"}


@pytest.fixture
def verifier(built: Callable[[str], Service], people_issuer: Issuer, device_issuer: Issuer) -> Verifier:
    verifier = built("payment_service").verifier
    verifier.use(PERSON_ISSUER, people_issuer)
    verifier.use(DEVICE_ISSUER, device_issuer)
    return verifier


def test_a_good_token_tells_who_calls(verifier: Verifier, people_issuer: Issuer, device_issuer: Issuer) -> None:
    person = verifier.verify(people_issuer.sign(**PERSON))
    assert (person.kind, person.id, person.role) == ("person", 7, "operator")
    assert person.may("kiosks.write")
    assert not person.may("users.manage")
    device = verifier.verify(device_issuer.sign(**DEVICE))
    assert (device.kind, device.id) == ("device", 9)


def test_a_token_that_would_live_for_long_is_refused(verifier: Verifier, people_issuer: Issuer) -> None:
    with pytest.raises(Unauthenticated, match="unauthorized"):
        verifier.verify(people_issuer.sign(timedelta(hours=1), **PERSON))


def test_an_expired_token_says_so(verifier: Verifier, people_issuer: Issuer) -> None:
    with pytest.raises(Unauthenticated, match="token_expired"):
        verifier.verify(people_issuer.sign(timedelta(seconds=-1), **PERSON))


def test_an_older_revocation_that_comes_late_brings_no_token_back(
    verifier: Verifier, people_issuer: Issuer, device_issuer: Issuer
) -> None:
    person, device = people_issuer.sign(**{**PERSON, "sub": "4007"}), device_issuer.sign(**{**DEVICE, "sub": "4009"})
    now = time.time()
    for at in (now + 1, now - 100):
        verifier.revocations.revoke_user(4007, at)
        verifier.revocations.revoke_device(4009, at)
    for token in (person, device):
        with pytest.raises(Unauthenticated, match="token_revoked"):
            verifier.verify(token)


def _unsigned(issuer: str, claims: dict[str, Any]) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'kid': 'test'})}.{part({'iss': issuer, 'exp': 2**40, **claims})}."


def _signed_with_the_public_key(issuer: Issuer, claims: dict[str, Any]) -> str:
    """Key confusion: the public key taken for an HMAC secret."""
    pem = issuer.get("test").public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "test"}).encode()).decode().rstrip("=")
    payload = base64.urlsafe_b64encode(json.dumps({"iss": PERSON_ISSUER, "exp": 2**40, **claims}).encode()).decode()
    signing_input = f"{header}.{payload.rstrip('=')}"
    signature = jwt.get_algorithm_by_name("HS256").sign(signing_input.encode(), pem)
    return f"{signing_input}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda people, device: "", id="nothing"),
        pytest.param(lambda people, device: "a.b.c", id="nonsense"),
        pytest.param(lambda people, device: _unsigned(PERSON_ISSUER, PERSON), id="no algorithm"),
        pytest.param(lambda people, device: _signed_with_the_public_key(people, PERSON), id="key confusion"),
        pytest.param(lambda people, device: Issuer(PERSON_ISSUER).sign(**PERSON), id="another key"),
        pytest.param(lambda people, device: device.sign(**PERSON), id="a person from the issuer of devices"),
        pytest.param(lambda people, device: people.sign(**DEVICE), id="a device from the issuer of people"),
        pytest.param(lambda people, device: people.sign(**{**PERSON, "typ": "service"}), id="wrong type"),
        pytest.param(lambda people, device: people.sign(**{**PERSON, "sub": "me"}), id="a subject that is no id"),
        pytest.param(lambda people, device: people.sign(iss="somebody", **PERSON), id="unknown issuer"),
        pytest.param(lambda people, device: service_token("kiosk_service", INTERNAL_SECRET), id="a service's"),
    ],
)
def test_anything_else_is_refused(
    verifier: Verifier, people_issuer: Issuer, device_issuer: Issuer, forge: Callable[[Issuer, Issuer], str]
) -> None:
    with pytest.raises(Unauthenticated, match="unauthorized"):
        verifier.verify(forge(people_issuer, device_issuer))


def test_services_know_each_other_by_the_shared_secret(verifier: Verifier, people_issuer: Issuer) -> None:
    assert verifier.verify_service(service_token("kiosk_service", INTERNAL_SECRET)).role == "kiosk_service"
    for wrong in (
        service_token("kiosk_service", "another secret, long enough to be one"),
        people_issuer.sign(**PERSON),
        "",
        "a.b.c",
    ):
        with pytest.raises(Unauthenticated):
            verifier.verify_service(wrong)


def test_a_long_lived_service_token_is_refused(verifier: Verifier) -> None:
    claims = {"iss": "kiosk_service", "typ": "service", "iat": 1, "exp": 2**40}
    with pytest.raises(Unauthenticated):
        verifier.verify_service(jwt.encode(claims, INTERNAL_SECRET, "HS256"))
