"""One's own profile."""

from apiflask import APIBlueprint

from auth_service.repositories import people
from auth_service.schemas import UserOut
from common.auth import caller, person
from common.database import db
from common.errors import NotFound

bp = APIBlueprint("profile", __name__, url_prefix="/auth")


@bp.get("/me")
@bp.auth_required(person)
@bp.output(UserOut)
def me() -> UserOut:
    """Who I am and what I may do"""
    user = people.find(db.session(), caller().id)
    if user is None:
        raise NotFound("user_not_found")
    permissions = people.permissions_of(db.session(), user.role)
    return UserOut.model_validate({**vars(user), "permissions": permissions})
