"""Enrolment: a one-use token becomes a device key, and a device key becomes short device tokens."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from common.database import transaction
from common.errors import Conflict, Unauthenticated
from common.events import utc_now
from common.outbox import record
from common.signing_keys import SigningKeys
from kiosk_service.models import Kiosk
from kiosk_service.repositories import kiosks
from kiosk_service.services.events import access_changed, changed, noted, tokens_revoked
from kiosk_service.services.presence import Change, status_changed

TOKEN_LIFETIME = timedelta(hours=1)
DEVICE_TOKEN_LIFETIME = timedelta(minutes=15)


def offer(session: Session, kiosk: Kiosk) -> tuple[str, datetime]:
    """A new enrolment token for a kiosk and when it expires; an earlier one is no longer good.

    Raises:
        Conflict: `kiosk_retired`.
    """
    if kiosk.lifecycle == "retired":
        raise Conflict("kiosk_retired")
    token, expires_at = secrets.token_urlsafe(24), utc_now() + TOKEN_LIFETIME
    with transaction(session):
        kiosks.put_enrolment_token(session, kiosk.id, _hash(token), expires_at)
        record(session, noted("kiosk.enrolment_offered", kiosk))
    return token, expires_at


def enrol(session: Session, serial: str, token: str) -> tuple[int, str]:
    """Use an enrolment token up: the kiosk's id and its new device key; an older key and its tokens stop working.

    Raises:
        Unauthenticated: `enrolment_token_invalid`: unknown, used, expired, or of another kiosk.
    """
    device_key = secrets.token_urlsafe(32)
    with transaction(session):
        kiosk_id = kiosks.take_enrolment_token(session, serial, _hash(token), utc_now())
        kiosk = kiosks.find_locked(session, kiosk_id) if kiosk_id is not None else None
        if kiosk is None:
            raise Unauthenticated("enrolment_token_invalid")
        enrolled_before = kiosk.device_key_hash is not None
        kiosk.device_key_hash = _hash(device_key)
        is_new = kiosk.lifecycle == "registered"
        if is_new:
            kiosk.lifecycle = "active"
        kiosk.updated_at = utc_now()
        session.flush()
        action = "kiosk.enrolled_again" if enrolled_before else "kiosk.enrolled"
        record(session, changed("kiosk.changed", kiosk), access_changed(kiosk), noted(action, kiosk))
        if is_new:
            record(session, status_changed(Change.of(kiosk, "enrolled", kiosk.updated_at)))
        if enrolled_before:
            record(session, tokens_revoked(kiosk))
    return kiosk.id, device_key


def device_token(session: Session, keys: SigningKeys, serial: str, device_key: str) -> str:
    """A device token for the owner of a device key.

    Raises:
        Unauthenticated: `device_key_invalid`.
    """
    with transaction(session):
        # Held until the token is signed: one that is younger than a revocation would outlive it.
        kiosk = kiosks.find_shared_by_serial(session, serial)
        # Always one comparison of equal lengths: time does not tell which kiosks there are.
        known = (kiosk.device_key_hash if kiosk else None) or _hash(secrets.token_hex())
        if not hmac.compare_digest(known, _hash(device_key)) or kiosk is None or kiosk.lifecycle != "active":
            raise Unauthenticated("device_key_invalid")
        claims: dict[str, Any] = {"sub": str(kiosk.id), "typ": "device", "role": "kiosk", "serial": kiosk.serial}
        return keys.sign(claims, DEVICE_TOKEN_LIFETIME)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
