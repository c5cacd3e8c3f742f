"""Signing in and out."""

from apiflask import APIBlueprint
from flask import Response, current_app, jsonify, request

from auth_service.schemas import LoginIn, MessageOut, RefreshIn, TokenOut, UserOut
from auth_service.services.sessions import ACCESS_LIFETIME, Sessions, SignedIn
from common.database import db
from common.errors import Forbidden, parse_body

COOKIE = "refresh_token"
CSRF_HEADER = "X-Requested-With"
HOW_TO_PRESENT = (
    "Browsers send the cookie `refresh_token` and the header `X-Requested-With`; "
    'programs send `X-Client: api` and the body {"refresh_token": …}.'
)

bp = APIBlueprint("sessions", __name__, url_prefix="/auth")


@bp.post("/login")
@bp.input(LoginIn)
@bp.output(TokenOut)
def login(json_data: LoginIn) -> Response:
    """Sign in"""
    signed_in = _sessions().sign_in(db.session(), json_data.username, json_data.password)
    return _answer("signed in", signed_in)


@bp.post("/refresh")
@bp.output(TokenOut)
@bp.doc(description=HOW_TO_PRESENT)
def refresh() -> Response:
    """Renew the access token; the refresh token is replaced"""
    return _answer("renewed", _sessions().refresh(db.session(), _presented(), allow_repeat=not _wants_body()))


@bp.post("/logout")
@bp.output(MessageOut)
@bp.doc(description=HOW_TO_PRESENT)
def logout() -> Response:
    """End the session"""
    _sessions().sign_out(db.session(), _presented())
    response = jsonify(message="signed out")
    response.delete_cookie(COOKIE, path="/auth")
    return response


def _sessions() -> Sessions:
    sessions: Sessions = current_app.extensions["sessions"]
    return sessions


def _wants_body() -> bool:
    """Programs ask for the refresh token in the body; browsers keep it in a cookie that scripts cannot read."""
    return request.headers.get("X-Client") == "api"


def _presented() -> str:
    if _wants_body():
        return parse_body(RefreshIn).refresh_token
    # A form on a foreign page can send the cookie but not this header.
    if CSRF_HEADER not in request.headers:
        raise Forbidden("csrf_header_missing")
    return request.cookies.get(COOKIE, "")


def _answer(message: str, signed_in: SignedIn) -> Response:
    user = UserOut.model_validate({**vars(signed_in.user), "permissions": signed_in.permissions})
    body = TokenOut(
        message=message,
        token=signed_in.access_token,
        expires_in=int(ACCESS_LIFETIME.total_seconds()),
        user=user,
    )
    if _wants_body():
        body.refresh_token = signed_in.refresh_token
    response = jsonify(body.model_dump(exclude_none=False))
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
