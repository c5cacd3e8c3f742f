"""What auth_service does in the background."""

from datetime import timedelta

from flask import Flask

from auth_service.services import audit, upkeep
from auth_service.services.resets import Resets
from common import revocation
from common.audit import EVENT as AUDIT_NOTED
from common.database import session_scope
from common.event_consumer import EventHandler, event_consumer
from common.idempotency import forgetting
from common.service import Service
from common.signing_keys import SigningKeys
from common.worker import Periodic, Worker

MAIL_SECONDS = 1
UPKEEP_SECONDS = 3600


def workers(app: Service, resets: Resets, keys: SigningKeys, key_age: timedelta) -> list[Worker]:
    """Carries out revocations of every service and keeps what each notes for the audit log, sends reset mails, rotates
    keys, and forgets what is over."""
    revocations = app.verifier.revocations
    handlers: dict[str, EventHandler] = {
        revocation.EVENT: lambda _, event: revocation.apply(revocations, event),
        AUDIT_NOTED: audit.keep,
    }
    return [
        event_consumer(app, handlers),
        Periodic("auth_service:reset-mails", MAIL_SECONDS, lambda: _answer(app, resets)),
        Periodic("auth_service:upkeep", UPKEEP_SECONDS, lambda: _forget(app)),
        keys.rotating(key_age),
        forgetting(app),
    ]


def _answer(app: Flask, resets: Resets) -> None:
    with app.app_context(), session_scope() as session:
        resets.answer(session)


def _forget(app: Flask) -> None:
    with app.app_context(), session_scope() as session:
        upkeep.forget(session)
