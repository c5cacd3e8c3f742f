"""The request id: the caller's if it is sane, else a new one; on the request, the response, logs and events."""

import re
import time
import uuid

from flask import Flask, Response, g, has_request_context, request
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._\-]{1,64}")


def sane_or_new(candidate: str | None) -> str:
    """The candidate when it is 1 to 64 harmless characters, else a new random id."""
    return candidate if candidate and _SANE.fullmatch(candidate) else uuid.uuid4().hex


def current_request_id() -> str | None:
    """The id of the request, event or task that is being handled, if any."""
    if has_request_context():
        return str(g.request_id)
    bound = get_contextvars().get("request_id")
    return str(bound) if bound else None


def init_request_id(app: Flask) -> None:
    """Give every request an id, and note when it began, before anything else runs."""

    @app.before_request
    def assign() -> None:
        clear_contextvars()
        g.started = time.perf_counter()
        g.request_id = sane_or_new(request.headers.get(HEADER))
        bind_contextvars(request_id=g.request_id)

    @app.after_request
    def answer(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        return response
