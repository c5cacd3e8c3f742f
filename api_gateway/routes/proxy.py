"""Everything that belongs to a service."""

from typing import cast

from flask import Blueprint, Response, current_app, g, request, stream_with_context

from api_gateway.services.forwarding import CHUNK, Forwarder, end_to_end
from api_gateway.services.routing import Upstream, find_upstream
from common.errors import NotFound
from common.request_id import HEADER

bp = Blueprint("proxy", __name__)

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# The gateway's own word counts for these.
_REPLACED = {"host", "content-length", HEADER.lower(), "forwarded", "x-forwarded-for", "x-forwarded-proto"}


@bp.route("/<path:path>", methods=METHODS, provide_automatic_options=False)
def forward(path: str) -> Response:
    """Pass the request on to the service that owns its prefix"""
    table: dict[str, Upstream] = current_app.extensions["routing_table"]
    upstream = find_upstream(table, path)
    if upstream is None:
        raise NotFound("not_found")
    forwarder: Forwarder = current_app.extensions["forwarder"]
    answer = forwarder.send(
        upstream,
        request.method,
        _target(),
        _request_headers(),
        request.stream if request.content_length else None,  # type: ignore[arg-type]  # werkzeug's IO is readable
    )
    headers = [(name, value) for name, value in end_to_end(answer.headers.items()) if name.lower() != HEADER.lower()]
    body = answer.stream(CHUNK, decode_content=False)
    response = Response(stream_with_context(body), answer.status)
    response.headers.clear()
    response.headers.extend(headers)
    response.call_on_close(answer.release_conn)
    return response


def _target() -> str:
    """Path and query as they came, so that nothing is decoded and encoded differently."""
    raw = request.environ.get("RAW_URI") or request.full_path
    return cast(str, raw) if str(raw).startswith("/") else request.full_path


def _request_headers() -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in end_to_end(list(request.headers)) if name.lower() not in _REPLACED]
    if request.content_length:
        kept.append(("Content-Length", str(request.content_length)))
    return [
        *kept,
        ("Host", request.host),
        (HEADER, g.request_id),
        ("X-Forwarded-For", request.remote_addr or ""),
        ("X-Forwarded-Proto", request.scheme),
    ]
