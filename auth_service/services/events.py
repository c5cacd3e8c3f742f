"""The events that auth_service sends."""

import time
from typing import Any

from auth_service.models import User
from common.events import Event

SOURCE = "auth_service"


def user_subject(user_id: int) -> str:
    return f"user:{user_id}"


def session_revoked(session_id: str, user_id: int) -> Event:
    """The tokens of one session are over."""
    return Event("user.revoked", SOURCE, user_subject(user_id), {"session_id": session_id, "user_id": user_id})


def user_revoked(user_id: int) -> Event:
    """All of a person's tokens up to now are over.

    Make it while the person's (or their role's) row is locked: whoever is given a token holds that row too, so no
    token with the old rights can be younger than this moment.
    """
    return Event("user.revoked", SOURCE, user_subject(user_id), {"user_id": user_id, "until": time.time()})


def user_changed(user: User) -> Event:
    """Who a person is now; for services that keep what they need to know of people."""
    data: dict[str, Any] = {
        "user_id": user.id,
        "username": user.username,
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "role": user.role,
        "disabled": user.disabled,
        "deleted": user.deleted_at is not None,
    }
    return Event("user.changed", SOURCE, user_subject(user.id), data)


def reset_mail(user: User, language: str, link: str, minutes: int) -> Event:
    """A mail with the way back in. The link is a secret: nothing but notification_service may look at it."""
    data = {
        "channel": "email",
        "to": user.email,
        "template": "password_reset",
        "language": language,
        "data": {"name": user.name or user.username, "username": user.username, "link": link, "minutes": minutes},
    }
    return Event("notification.requested", SOURCE, user_subject(user.id), data)
