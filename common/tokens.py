"""Who is calling: verifies people's tokens, devices' tokens and the tokens of services among each other.

auth_service alone signs people's tokens, kiosk_service alone devices' tokens; a token's kind (`typ`) counts only
from its issuer (`iss`). Services prove themselves with a short-lived token under the shared internal secret.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, Protocol

import jwt
import requests
from flask import Flask
from flask_jwt_extended import JWTManager, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException

from common.errors import Unauthenticated, Unavailable
from common.events import utc_now
from common.logs import get_logger
from common.revocation import LONGEST_TOKEN_SECONDS, Revocations

logger = get_logger(__name__)

ALGORITHM = "ES256"
PERSON_ISSUER = "auth_service"
DEVICE_ISSUER = "kiosk_service"
TYPE_OF_ISSUER = {PERSON_ISSUER: "access", DEVICE_ISSUER: "device"}
SERVICE_ALGORITHM = "HS256"
SERVICE_TOKEN_LIFETIME = timedelta(seconds=60)
REFETCH_SECONDS = 5
MAX_AGE_SECONDS = 30
"""Half a minute after an issuer drops a key nobody accepts it any more."""

PublicKeys = dict[str, Any]
Kind = Literal["person", "device", "service"]


@dataclass(frozen=True)
class Principal:
    """The verified caller. `id` is a user id, a kiosk id, or 0 for a service (whose name is `role`)."""

    kind: Kind
    id: int
    role: str
    permissions: frozenset[str] = frozenset()
    expires_at: float = 0
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def may(self, permission: str) -> bool:
        return permission in self.permissions


class KeySource(Protocol):
    """Where the public keys of one issuer come from."""

    def get(self, kid: str) -> Any:
        """The key of this id, or None."""


def public_keys_from(jwks: Sequence[Mapping[str, Any]]) -> PublicKeys:
    """JWKs by their `kid`, ready to verify with."""
    return {jwk["kid"]: jwt.PyJWK(dict(jwk), algorithm=ALGORITHM).key for jwk in jwks}


class RemoteKeys:
    """An issuer's published key set, kept for half a minute and asked for again when an unknown key id turns up.

    When the issuer is away the keys that are known stay in use; without any, `get` raises Unavailable.
    """

    def __init__(self, issuer: str, url: str) -> None:
        self._issuer = issuer
        self._url = url
        self._lock = threading.Lock()
        self._keys: PublicKeys = {}
        self._asked_at = float("-inf")

    def get(self, kid: str) -> Any:
        if self._is_due(kid):
            with self._lock:
                # Whoever waited here finds the keys that the one before has fetched.
                if self._is_due(kid):
                    self._fetch()
        return self._keys.get(kid)

    def _is_due(self, kid: str) -> bool:
        age = time.monotonic() - self._asked_at
        return age > MAX_AGE_SECONDS or (kid not in self._keys and age > REFETCH_SECONDS)

    def _fetch(self) -> None:
        try:
            response = requests.get(self._url, timeout=3)
            response.raise_for_status()
            self._keys = public_keys_from(response.json()["keys"])
        except (requests.RequestException, KeyError, ValueError, jwt.PyJWTError) as error:
            logger.warning("keys_not_fetched", url=self._url, error=str(error))
            if not self._keys:
                # A good token must not be called bad only because its issuer is away; the next caller asks again.
                raise Unavailable("service_unavailable", service=self._issuer) from error
        self._asked_at = time.monotonic()


class Verifier:
    """Verifies tokens for one service.

    Args:
        keys: a key source per issuer.
        revocations: knows the tokens that ended early.
        internal_secret: the secret that services share.
    """

    def __init__(
        self, app: Flask, keys: Mapping[str, KeySource], revocations: Revocations, internal_secret: str
    ) -> None:
        self._app = app
        self._keys = dict(keys)
        self.revocations = revocations
        self._internal_secret = internal_secret
        app.config.update(
            JWT_ALGORITHM=ALGORITHM,
            JWT_DECODE_ALGORITHMS=[ALGORITHM],
            # Never used: every key comes from the loader below, which knows public keys only.
            JWT_PRIVATE_KEY="unused",
            JWT_PUBLIC_KEY="unused",
        )
        JWTManager(app).decode_key_loader(self._key_for)

    def use(self, issuer: str, keys: KeySource) -> None:
        """Take an issuer's keys from another source: a service that signs verifies with its own."""
        self._keys[issuer] = keys

    def verify(self, encoded: str) -> Principal:
        """The person or device behind a token.

        Raises:
            Unauthenticated: `token_expired`, `token_revoked`, or `unauthorized` for anything else.
            Unavailable: when the issuer's keys were never seen and it does not answer.
        """
        try:
            with self._app.app_context():
                claims = decode_token(encoded)
            principal = _principal(claims)
        except jwt.ExpiredSignatureError as error:
            raise Unauthenticated("token_expired") from error
        except (jwt.PyJWTError, JWTExtendedException, KeyError, ValueError, TypeError) as error:
            raise Unauthenticated("unauthorized") from error
        if self.revocations.is_revoked(principal):
            raise Unauthenticated("token_revoked")
        return principal

    def verify_service(self, encoded: str) -> Principal:
        """The service behind an internal token.

        Raises:
            Unauthenticated: `unauthorized`.
        """
        try:
            claims = jwt.decode(
                encoded,
                self._internal_secret,
                algorithms=[SERVICE_ALGORITHM],
                options={"require": ["exp", "iat", "iss"]},
            )
            if claims.get("typ") != "service" or claims["exp"] - claims["iat"] > SERVICE_TOKEN_LIFETIME.seconds:
                raise ValueError("not a service token")
        except (jwt.PyJWTError, ValueError) as error:
            raise Unauthenticated("unauthorized") from error
        return Principal("service", 0, claims["iss"], expires_at=claims["exp"], claims=claims)

    def _key_for(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> Any:
        source = self._keys.get(str(claims.get("iss")))
        key = source.get(str(header.get("kid"))) if source else None
        if key is None:
            raise jwt.InvalidKeyError("unknown issuer or key")
        return key


def _principal(claims: Mapping[str, Any]) -> Principal:
    if claims.get("typ") != TYPE_OF_ISSUER[claims["iss"]]:
        raise ValueError("this issuer does not give tokens of this type")
    if claims["exp"] - time.time() > LONGEST_TOKEN_SECONDS:
        # Whoever gets hold of a key must not make tokens that outlive it.
        raise ValueError("no issuer gives tokens for so long")
    return Principal(
        kind="person" if claims["typ"] == "access" else "device",
        id=int(claims["sub"]),
        role=str(claims["role"]),
        permissions=frozenset(claims.get("permissions", ())),
        expires_at=float(claims["exp"]),
        claims=claims,
    )


def service_token(service: str, secret: str) -> str:
    """A token with which `service` calls another one's `/internal/*`, good for a minute."""
    now = utc_now()
    payload = {"iss": service, "typ": "service", "iat": now, "exp": now + SERVICE_TOKEN_LIFETIME}
    return jwt.encode(payload, secret, SERVICE_ALGORITHM)
