"""Signing in and out, one's sessions, and the public keys of access tokens."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, jsonify, request

from auth_service.repositories import sessions as repository
from auth_service.routes.context import actor, bearer, part, visitor
from auth_service.schemas.accounts import LoginIn, MessageOut, RefreshIn, SessionList, TokenOut, UserOut
from auth_service.services.login import Login
from auth_service.services.sessions import ACCESS_LIFETIME, Sessions, SignedIn
from common.auth import person
from common.database import db
from common.errors import Forbidden, parse_body
from common.pages import PageQuery

COOKIE = "refresh_token"
CSRF_HEADERS = ("X-Requested-With", "X-CSRF-Token", "X-Client")
"""Any of them shows that the request is no form of a foreign page, which can send the cookie but none of these."""
HOW_TO_PRESENT = (
    "Browsers send the cookie `refresh_token` and the header `X-Requested-With` (or `X-CSRF-Token`); "
    'programs send `X-Client: api` and the body {"refresh_token": …}.'
)

bp = APIBlueprint("sessions", __name__, url_prefix="/auth")


@bp.post("/login")
@bp.input(LoginIn)
@bp.output(TokenOut)
def login(json_data: LoginIn) -> Response:
    """Sign in"""
    signed_in = part(Login).sign_in(db.session(), visitor(), json_data.username, json_data.password, json_data.otp)
    return _answer("signed in", signed_in)


@bp.post("/refresh")
@bp.output(TokenOut)
@bp.doc(description=HOW_TO_PRESENT)
def refresh() -> Response:
    """Renew the access token; the refresh token is replaced"""
    signed_in = part(Sessions).refresh(db.session(), visitor(), _presented(), allow_repeat=not _wants_body())
    return _answer("renewed", signed_in)


@bp.post("/logout")
@bp.output(MessageOut)
@bp.doc(description=f"{HOW_TO_PRESENT} An access token alone ends its session, too.")
def logout() -> Response:
    """End the session"""
    me = bearer()
    presented = _presented() if me is None or _presents() else None
    if me is not None:
        part(Sessions).leave(db.session(), me)
    if presented is not None:
        part(Sessions).sign_out(db.session(), visitor(), presented)
    response = jsonify(message="signed out")
    response.delete_cookie(COOKIE, path="/auth")
    return response


@bp.get("/sessions")
@bp.auth_required(person)
@bp.input(PageQuery, location="query")
@bp.output(SessionList)
def list_sessions(query_data: PageQuery) -> dict[str, Any]:
    """Where one is signed in, newest first"""
    me = actor()
    page = repository.page_of(db.session(), query_data, me.id or 0)
    items = [{**vars(row), "last_used_at": row.rotated_at, "current": row.id == me.session_id} for row in page.items]
    return {"items": items, "next_cursor": page.next_cursor}


@bp.delete("/sessions/<session_id>")
@bp.auth_required(person)
@bp.output(MessageOut)
def end_session(session_id: str) -> dict[str, str]:
    """End one of one's sessions"""
    part(Sessions).end(db.session(), actor(), session_id)
    return {"message": "ended"}


def token_fields(message: str, signed_in: SignedIn) -> dict[str, Any]:
    """What every answer with a new access token holds."""
    return {
        "message": message,
        "token": signed_in.access_token,
        "expires_in": int(ACCESS_LIFETIME.total_seconds()),
        "user": UserOut.of(signed_in.user, signed_in.permissions),
    }


def _wants_body() -> bool:
    """Programs ask for the refresh token in the body; browsers keep it in a cookie that scripts cannot read."""
    return request.headers.get("X-Client") == "api"


def _is_ours() -> bool:
    return any(name in request.headers for name in CSRF_HEADERS)


def _presents() -> bool:
    """Whether a refresh token comes with the request, in the way that counts for this client."""
    if _wants_body():
        body = request.get_json(silent=True)
        return isinstance(body, dict) and body.get("refresh_token") is not None
    return _is_ours() and COOKIE in request.cookies


def _presented() -> str:
    if _wants_body():
        return parse_body(RefreshIn).refresh_token
    if not _is_ours():
        raise Forbidden("csrf_header_missing")
    return request.cookies.get(COOKIE, "")


def _answer(message: str, signed_in: SignedIn) -> Response:
    body = TokenOut(**token_fields(message, signed_in))
    if _wants_body():
        body.refresh_token = signed_in.refresh_token
    response = jsonify(body.model_dump(mode="json", exclude_unset=True))
    response.cache_control.no_store = True
    if not _wants_body():
        settings = current_app.extensions["settings"]
        response.set_cookie(
            COOKIE,
            signed_in.refresh_token,
            max_age=settings.session_days * 86400,
            path="/auth",
            httponly=True,
            samesite="Strict",
            secure=settings.public_url.startswith("https:"),
        )
    return response
