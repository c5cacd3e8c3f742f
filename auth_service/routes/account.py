"""One's own account: registration, profile, password, second factor."""

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from auth_service.models import User
from auth_service.repositories import people
from auth_service.routes.context import actor, part, visitor
from auth_service.routes.sessions import token_fields
from auth_service.schemas.accounts import (
    AccessTokenOut,
    ForgotIn,
    MessageOut,
    OtpIn,
    OtpSetUp,
    PasswordChange,
    PasswordIn,
    ProfileChanges,
    RegisterIn,
    ResetIn,
    UserOut,
    UserWritten,
)
from auth_service.services.accounts import Accounts, profile_of
from auth_service.services.login import Login
from auth_service.services.otp import Otp
from auth_service.services.resets import Resets
from auth_service.services.sessions import effective_permissions
from common.auth import caller, person, person_changing_password
from common.database import db
from common.errors import NotFound
from common.etags import etag_of, require_match

bp = APIBlueprint("account", __name__, url_prefix="/auth")

NO_STORE = {"Cache-Control": "no-store"}


@bp.post("/register")
@bp.input(RegisterIn)
@bp.output(UserWritten, status_code=201)
def register(json_data: RegisterIn) -> dict[str, object]:
    """Make an account of one's own; its role is `user`"""
    session = db.session()
    user = part(Accounts).register(session, visitor(), json_data.username, json_data.password, json_data.email)
    return {"message": "registered", "user": UserOut.of(user, effective_permissions(session, user))}


@bp.get("/me")
@bp.auth_required(person_changing_password)
@bp.output(UserOut)
def me() -> Response:
    """Who I am and what I may do"""
    user = people.find(db.session(), caller().id)
    if user is None or not user.is_active:
        raise NotFound("user_not_found")
    return _with_etag(user, _own(user))


@bp.put("/me")
@bp.auth_required(person_changing_password)
@bp.input(ProfileChanges)
@bp.output(UserWritten)
def edit_me(json_data: ProfileChanges) -> Response:
    """Change the fields of one's profile that are named"""
    user = part(Accounts).edit(
        db.session(),
        actor(),
        json_data.model_dump(exclude_unset=True),
        check=lambda current: require_match(etag_of(profile_of(current))),
    )
    return _with_etag(user, {"message": "saved", "user": _own(user)})


@bp.post("/password")
@bp.auth_required(person_changing_password)
@bp.input(PasswordChange)
@bp.output(AccessTokenOut)
def change_password(json_data: PasswordChange) -> tuple[AccessTokenOut, int, dict[str, str]]:
    """Change one's password; other sessions end, and the answer holds a new access token for this one"""
    signed_in = part(Accounts).change_password(db.session(), actor(), json_data.current, json_data.new)
    return AccessTokenOut(**token_fields("changed", signed_in)), 200, NO_STORE


@bp.post("/password/forgot")
@bp.input(ForgotIn)
@bp.output(MessageOut, status_code=202)
def forgot_password(json_data: ForgotIn) -> dict[str, str]:
    """Ask for a mail with a link to choose a new password; the answer is the same whoever exists"""
    language = request.accept_languages.best_match(["es", "en"], default="es")
    part(Resets).ask(db.session(), visitor(), json_data.identifier, language, by_email=json_data.by_email)
    return {"message": "if there is such an account with an address, a mail is on its way"}


@bp.post("/password/reset")
@bp.input(ResetIn)
@bp.output(MessageOut)
def reset_password(json_data: ResetIn) -> dict[str, str]:
    """Choose a new password with the token of the mail; all sessions end"""
    part(Resets).reset(db.session(), visitor(), json_data.token, json_data.password)
    return {"message": "changed"}


@bp.post("/otp/setup")
@bp.auth_required(person)
@bp.input(PasswordIn)
@bp.output(OtpSetUp)
def set_up_otp(json_data: PasswordIn) -> tuple[OtpSetUp, int, dict[str, str]]:
    """A new secret for the authenticator app; it counts from `/auth/otp/enable` on"""
    session, me = db.session(), actor()
    user = part(Login).require_password(session, me, json_data.password)
    secret, uri = part(Otp).set_up(session, me, user.id)
    return OtpSetUp(secret=secret, otpauth_uri=uri), 200, NO_STORE


@bp.post("/otp/enable")
@bp.auth_required(person)
@bp.input(OtpIn)
@bp.output(MessageOut)
def enable_otp(json_data: OtpIn) -> dict[str, str]:
    """Ask for a code at sign-in from now on"""
    part(Login).enable_otp(db.session(), actor(), json_data.password, json_data.otp)
    return {"message": "enabled"}


@bp.post("/otp/disable")
@bp.auth_required(person)
@bp.input(OtpIn)
@bp.output(MessageOut)
def disable_otp(json_data: OtpIn) -> dict[str, str]:
    """Ask for no code any more"""
    part(Login).disable_otp(db.session(), actor(), json_data.password, json_data.otp)
    return {"message": "disabled"}


def _own(user: User) -> dict[str, object]:
    return UserOut.of(user, effective_permissions(db.session(), user)).model_dump(mode="json")


def _with_etag(user: User, body: dict[str, object]) -> Response:
    response = jsonify(body)
    response.headers["ETag"] = etag_of(profile_of(user))
    return response
