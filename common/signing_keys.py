"""A service's own key pairs for signing tokens: kept encrypted in its database, published as a JWK set."""

import base64
import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from jwt.algorithms import ECAlgorithm
from sqlalchemy import Column, DateTime, MetaData, String, Table, Text, delete, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from common.audit import noted
from common.database import session_scope, take_turns, transaction
from common.events import utc_now
from common.outbox import record
from common.tokens import ALGORITHM, PublicKeys, public_keys_from
from common.worker import Periodic

EXTENSION = "admin_kiosk_signing_keys"
CACHE_SECONDS = 30
ROTATE_SECONDS = 3600
PUBLISHED_BEFORE = timedelta(seconds=2 * CACHE_SECONDS)
TOKENS_OUTLIVE = timedelta(hours=1)
"""A key stays public for this long after it last signed: well above the fifteen minutes that tokens live."""
ADVISORY_LOCK = 0x4B10_5C03


def signing_keys_table(metadata: MetaData) -> Table:
    """The table `signing_keys`, declared among a service's own tables."""
    return Table(
        "signing_keys",
        metadata,
        Column("kid", String(64), primary_key=True),
        Column("private_key", Text, nullable=False),
        Column("public_jwk", JSONB, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


_KEYS = signing_keys_table(MetaData())


class SigningKeys:
    """Signs with the newest key that everybody can know; older ones stay public, so that rotating logs nobody out.

    A new key is published at once and signs a minute later, when no process or verifier is without it. `revoke` is for
    a key that somebody else may know.

    Args:
        app: the service, for its database.
        issuer: the `iss` of the tokens.
        secret: private keys rest encrypted under it.
    """

    def __init__(self, app: Flask, issuer: str, secret: str) -> None:
        app.extensions[EXTENSION] = self  # where the command that replaces keys finds them
        self.after_revocation: list[Callable[[Session], None]] = []
        """What else ends with the old keys, in the same transaction."""
        self._app = app
        self._issuer = issuer
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
        self._lock = threading.Lock()
        self._loaded_at = float("-inf")
        self._jwks: list[dict[str, Any]] = []
        self._public: PublicKeys = {}
        self._current: tuple[str, ec.EllipticCurvePrivateKey] | None = None

    def ensure(self) -> None:
        """Make the first key when there is none; safe when several replicas start at once."""
        with self._app.app_context(), session_scope() as session, transaction(session):
            take_turns(session, ADVISORY_LOCK)
            if session.scalar(select(func.count()).select_from(_KEYS)) == 0:
                self._create(session)

    def rotate(self) -> str:
        """Add a key, which signs from a minute on; returns its id. Tokens of the older keys stay valid."""
        with self._app.app_context(), session_scope() as session, transaction(session):
            kid = self._create(session)
            self._note(session, "signing_key.rotated", kid)
        self._loaded_at = float("-inf")
        return kid

    def revoke(self) -> str:
        """Replace all keys at once; returns the new one's id. Tokens of the old ones count no more: within half a
        minute, when every process and verifier has asked for the keys again."""
        with self._app.app_context(), session_scope() as session, transaction(session):
            take_turns(session, ADVISORY_LOCK)
            session.execute(delete(_KEYS))
            kid = self._create(session)
            self._note(session, "signing_key.revoked", kid)
            for end_more in self.after_revocation:
                end_more(session)
        self._loaded_at = float("-inf")
        return kid

    def rotate_older_than(self, age: timedelta) -> str | None:
        """Replace the newest key once it is of this age, and drop those that no token can need any more.

        Returns:
            the id of the new key, or None when it was not time yet. Several replicas may call this at once.
        """
        with self._app.app_context(), session_scope() as session, transaction(session):
            take_turns(session, ADVISORY_LOCK)
            now = utc_now()
            made = session.scalars(select(_KEYS.c.created_at).order_by(_KEYS.c.created_at.desc())).all()
            kid = None
            if made and made[0] <= now - age:
                kid = self._create(session)
                self._note(session, "signing_key.rotated", kid)
            # A key signs until its successor does; its last token lives some minutes more.
            successors = [moment for moment in made if moment <= now - PUBLISHED_BEFORE - TOKENS_OUTLIVE]
            if successors:
                session.execute(delete(_KEYS).where(_KEYS.c.created_at < successors[0]))
        if kid:
            self._loaded_at = float("-inf")
        return kid

    def rotating(self, age: timedelta) -> Periodic:
        """The job that replaces the key once it is of this age."""
        return Periodic(f"{self._app.name}:signing-keys", ROTATE_SECONDS, lambda: self.rotate_older_than(age))

    def sign(self, claims: Mapping[str, Any], lifetime: timedelta, now: datetime | None = None) -> str:
        """A signed token with `iss`, `iat`, `exp` and `jti` added to the claims."""
        self._load()
        if self._current is None:
            raise RuntimeError("no signing key: run the service's migrate step first")
        kid, private_key = self._current
        issued_at = now or utc_now()
        payload = {
            **claims,
            "iss": self._issuer,
            # With its fraction: a token given right after a revocation must not count as older.
            "iat": issued_at.timestamp(),
            "exp": issued_at + lifetime,
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode(payload, private_key, ALGORITHM, headers={"kid": kid})

    def jwks(self) -> dict[str, Any]:
        """The public keys, newest first, as a JWK set (RFC 7517)."""
        self._load()
        return {"keys": self._jwks}

    def get(self, kid: str) -> Any:
        """The public key of an id, or None; this makes it the key source of the service's own verifier."""
        self._load()
        return self._public.get(kid)

    def _note(self, session: Session, action: str, kid: str) -> None:
        record(session, noted(self._app.name, action, f"key:{kid}"))

    def _create(self, session: Session) -> str:
        private_key = ec.generate_private_key(ec.SECP256R1())
        kid = uuid.uuid4().hex
        pem = private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public_jwk = ECAlgorithm.to_jwk(private_key.public_key(), as_dict=True)
        session.execute(
            insert(_KEYS).values(
                kid=kid,
                private_key=self._fernet.encrypt(pem).decode(),
                public_jwk={**public_jwk, "kid": kid, "use": "sig", "alg": ALGORITHM},
            )
        )
        return kid

    def _load(self) -> None:
        with self._lock:
            if time.monotonic() - self._loaded_at < CACHE_SECONDS:
                return
            with self._app.app_context(), session_scope() as session:
                rows = session.execute(select(_KEYS).order_by(_KEYS.c.created_at.desc(), _KEYS.c.kid)).all()
            self._jwks = [row.public_jwk for row in rows]
            self._public = public_keys_from(self._jwks)
            if rows:
                known = [row for row in rows if row.created_at <= utc_now() - PUBLISHED_BEFORE] or rows[-1:]
                key = serialization.load_pem_private_key(self._fernet.decrypt(known[0].private_key.encode()), None)
                assert isinstance(key, ec.EllipticCurvePrivateKey)
                self._current = (known[0].kid, key)
                self._loaded_at = time.monotonic()
