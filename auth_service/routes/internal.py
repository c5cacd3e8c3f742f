"""What other services ask about people; never routed from outside."""

from typing import Any

from apiflask import APIBlueprint

from auth_service.services import users
from common.auth import service
from common.database import db

bp = APIBlueprint("internal", __name__, url_prefix="/internal/users", enable_openapi=False)


@bp.get("/<int:user_id>")
@bp.auth_required(service)
def get_user(user_id: int) -> dict[str, Any]:
    """Who a person is, for a service that is about to give them something"""
    user = users.get(db.session(), user_id)
    return {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "role": user.role,
        "disabled": user.disabled,
    }
