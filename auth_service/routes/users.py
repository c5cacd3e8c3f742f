"""People: who there is, and their administration."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify

from auth_service.models import User
from auth_service.repositories import people
from auth_service.routes.context import actor, part
from auth_service.schemas.accounts import MessageOut
from auth_service.schemas.administration import (
    AdministeredUser,
    AdministeredUserWritten,
    PeopleList,
    PeopleQuery,
    UserChanges,
    UserIn,
    UserList,
    UsersQuery,
)
from auth_service.services import users
from auth_service.services.users import Users, editable_fields
from common.auth import person
from common.database import db
from common.etags import etag_of, require_match
from common.idempotency import key_from_request, replay, run_once

bp = APIBlueprint("users", __name__, url_prefix="/auth")

MANAGE = ["users.manage"]


@bp.get("/people")
@bp.auth_required(person, roles=["people.read"])
@bp.input(PeopleQuery, location="query")
@bp.output(PeopleList)
def list_people(query_data: PeopleQuery) -> dict[str, Any]:
    """Who can be assigned to something"""
    return _page(query_data, disabled=False)


@bp.get("/users")
@bp.auth_required(person, roles=MANAGE)
@bp.input(UsersQuery, location="query")
@bp.output(UserList)
def list_users(query_data: UsersQuery) -> dict[str, Any]:
    """List people"""
    return _page(query_data, disabled=query_data.disabled)


@bp.post("/users")
@bp.auth_required(person, roles=MANAGE)
@bp.input(UserIn)
@bp.output(AdministeredUserWritten, status_code=201)
@bp.doc(responses=replay("AdministeredUserWritten"))
def create_user(json_data: UserIn) -> tuple[dict[str, Any], int]:
    """Add a person"""
    session, me, fields = db.session(), actor(), json_data.model_dump()
    done, replayed = run_once(
        session,
        f"person:{me.id}:POST /auth/users",
        key_from_request(),
        part(Users).without_secrets(fields),
        lambda: {"user_id": part(Users).create(session, me, fields).id},
    )
    user = users.get(session, done["user_id"])
    return {"message": "created", "user": user}, 200 if replayed else 201


@bp.get("/users/<int:user_id>")
@bp.auth_required(person, roles=MANAGE)
@bp.output(AdministeredUser)
def get_user(user_id: int) -> Response:
    """One person"""
    user = users.get(db.session(), user_id)
    return _with_etag(user, AdministeredUser.of(user).model_dump(mode="json"))


@bp.put("/users/<int:user_id>")
@bp.auth_required(person, roles=MANAGE)
@bp.input(UserChanges)
@bp.output(AdministeredUserWritten)
def edit_user(user_id: int, json_data: UserChanges) -> Response:
    """Change the fields that are named"""
    user = part(Users).edit(
        db.session(), actor(), user_id, json_data.model_dump(exclude_unset=True), check=_require_match
    )
    return _with_etag(user, {"message": "saved", "user": AdministeredUser.of(user).model_dump(mode="json")})


@bp.delete("/users/<int:user_id>")
@bp.auth_required(person, roles=MANAGE)
@bp.output(MessageOut)
def delete_user(user_id: int) -> dict[str, str]:
    """Delete a person; what they did stays on record"""
    part(Users).delete(db.session(), actor(), user_id, check=_require_match)
    return {"message": "deleted"}


def _require_match(user: User) -> None:
    require_match(etag_of(editable_fields(user)))


def _with_etag(user: User, body: dict[str, Any]) -> Response:
    response = jsonify(body)
    response.headers["ETag"] = etag_of(editable_fields(user))
    return response


def _page(asked: PeopleQuery, *, disabled: bool | None) -> dict[str, Any]:
    page, total = people.page_of(db.session(), asked, text=asked.q, role=asked.role, disabled=disabled, sort=asked.sort)
    return {"items": page.items, "next_cursor": page.next_cursor, "total": total}
