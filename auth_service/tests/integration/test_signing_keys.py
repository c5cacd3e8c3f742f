"""Signing keys grow old and are replaced; nobody is logged out."""

from datetime import timedelta

import jwt
from flask.testing import FlaskClient
from sqlalchemy import text

from auth_service.services import upkeep
from auth_service.tests.helpers import SignIn, sent
from common.database import db
from common.service import Service
from common.signing_keys import SigningKeys
from common.testing.services import INTERNAL_SECRET

AGE = timedelta(days=30)
LIFETIME = timedelta(minutes=15)


def keys_of(app: Service) -> SigningKeys:
    """The keys as another process sees them that starts now."""
    return SigningKeys(app, "auth_service", INTERNAL_SECRET)


def sign(keys: SigningKeys) -> str:
    return keys.sign({"sub": "1", "typ": "access", "role": "user", "permissions": []}, LIFETIME)


def kid_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def published(keys: SigningKeys) -> list[str]:
    return [key["kid"] for key in keys.jwks()["keys"]]


def told_of(action: str) -> list[tuple[str, str]]:
    """What was done to which key and by whom, on its way to the audit log."""
    query = text(
        "SELECT subject, data FROM outbox WHERE type = 'audit.noted' AND data->>'action' = :action ORDER BY position"
    )
    return [(row.subject, row.data["actor"]) for row in db.session.execute(query, {"action": action})]


def let_pass(interval: str) -> None:
    db.session.execute(
        text("UPDATE signing_keys SET created_at = created_at - CAST(:interval AS interval)"), {"interval": interval}
    )


def test_a_key_is_replaced_at_its_age_and_dropped_when_no_token_needs_it(app: Service, client: FlaskClient) -> None:
    keys = keys_of(app)
    old_token = sign(keys)
    assert keys.rotate_older_than(AGE) is None
    let_pass("31 days")
    kid = keys.rotate_older_than(AGE)
    assert kid is not None
    assert keys.rotate_older_than(AGE) is None

    keys = keys_of(app)
    assert set(published(keys)) == {kid, kid_of(old_token)}
    assert kid_of(sign(keys)) == kid_of(old_token), "others cannot know the new key yet"

    let_pass("2 minutes")
    keys = keys_of(app)
    keys.rotate_older_than(AGE)
    new_token = sign(keys)
    assert kid_of(new_token) == kid
    app.verifier.use("auth_service", keys)
    for token in (old_token, new_token):
        answer = client.get("/auth/sessions", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200

    let_pass("2 hours")
    keys = keys_of(app)
    keys.rotate_older_than(AGE)
    assert published(keys_of(app)) == [kid]


def test_rotation_is_noted(app: Service) -> None:
    let_pass("31 days")
    by_age = keys_of(app).rotate_older_than(AGE)
    assert keys_of(app).rotate_older_than(AGE) is None
    by_hand = keys_of(app).rotate()
    assert told_of("signing_key.rotated") == [(f"key:{by_age}", "system"), (f"key:{by_hand}", "system")]


def test_revoked_keys_end_every_token_and_session(app: Service, client: FlaskClient, sign_in: SignIn) -> None:
    somebody = sign_in("operador")
    keys = keys_of(app)
    keys.after_revocation.append(upkeep.end_everything)
    kid = keys.revoke()
    app.verifier.use("auth_service", keys_of(app))

    assert published(keys_of(app)) == [kid]
    answer = somebody.call("GET", "/auth/me")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "unauthorized")
    refresh = {"refresh_token": somebody.refresh_token}
    assert client.post("/auth/refresh", json=refresh, headers={"X-Client": "api"}).status_code == 401
    assert somebody.id in {data["user_id"] for data in sent("user.revoked")}
    assert told_of("signing_key.revoked") == [(f"key:{kid}", "system")]
    assert kid_of(sign(keys_of(app))) == kid, "who signs in again gets a token of the new key at once"
