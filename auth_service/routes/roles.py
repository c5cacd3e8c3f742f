"""Roles and permissions."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify

from auth_service.models import Role
from auth_service.repositories import roles as repository
from auth_service.routes.context import actor
from auth_service.schemas.accounts import MessageOut
from auth_service.schemas.administration import PermissionList, RoleChanges, RoleIn, RoleList, RoleOut, RoleWritten
from auth_service.services import roles
from auth_service.services.permissions import PERMISSIONS
from common.auth import person
from common.database import db
from common.etags import etag_of, require_match
from common.idempotency import key_from_request, replay, run_once
from common.pages import PageQuery

bp = APIBlueprint("roles", __name__, url_prefix="/auth")

MANAGE = ["roles.manage"]


@bp.get("/permissions")
@bp.auth_required(person, roles=MANAGE)
@bp.output(PermissionList)
def list_permissions() -> dict[str, Any]:
    """Every permission that a role can have"""
    return {"items": sorted(PERMISSIONS)}


@bp.get("/roles")
@bp.auth_required(person, roles=MANAGE)
@bp.input(PageQuery, location="query")
@bp.output(RoleList)
def list_roles(query_data: PageQuery) -> dict[str, Any]:
    """List roles"""
    page = repository.page_of(db.session(), query_data)
    return {"items": page.items, "next_cursor": page.next_cursor}


@bp.post("/roles")
@bp.auth_required(person, roles=MANAGE)
@bp.input(RoleIn)
@bp.output(RoleWritten, status_code=201)
@bp.doc(responses=replay("RoleWritten"))
def create_role(json_data: RoleIn) -> tuple[dict[str, Any], int]:
    """Add a role"""
    session, me = db.session(), actor()
    done, replayed = run_once(
        session,
        f"person:{me.id}:POST /auth/roles",
        key_from_request(),
        json_data.model_dump(),
        lambda: {"name": roles.create(session, me, json_data.name, json_data.permissions).name},
    )
    return {"message": "created", "role": roles.get(session, done["name"])}, 200 if replayed else 201


@bp.get("/roles/<name>")
@bp.auth_required(person, roles=MANAGE)
@bp.output(RoleOut)
def get_role(name: str) -> Response:
    """One role"""
    role = roles.get(db.session(), name)
    return _with_etag(role, RoleOut.model_validate(role).model_dump())


@bp.put("/roles/<name>")
@bp.auth_required(person, roles=MANAGE)
@bp.input(RoleChanges)
@bp.output(RoleWritten)
def edit_role(name: str, json_data: RoleChanges) -> Response:
    """Change what a role may do"""
    role = roles.edit(db.session(), actor(), name, json_data.permissions, check=_require_match)
    return _with_etag(role, {"message": "saved", "role": RoleOut.model_validate(role).model_dump()})


@bp.delete("/roles/<name>")
@bp.auth_required(person, roles=MANAGE)
@bp.output(MessageOut)
def delete_role(name: str) -> dict[str, str]:
    """Delete a role that nobody has"""
    roles.delete(db.session(), actor(), name, check=_require_match)
    return {"message": "deleted"}


def _require_match(role: Role) -> None:
    require_match(_etag(role))


def _etag(role: Role) -> str:
    return etag_of({"permissions": role.permissions})


def _with_etag(role: Role, body: dict[str, Any]) -> Response:
    response = jsonify(body)
    response.headers["ETag"] = _etag(role)
    return response
