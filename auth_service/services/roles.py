"""Roles as rows: the built-in ones are fixed, others can be made of the permissions there are."""

from collections.abc import Callable, Collection

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from auth_service.models import Role
from auth_service.repositories import people
from auth_service.repositories import roles as repository
from auth_service.services import audit, events
from auth_service.services.audit import Actor
from auth_service.services.permissions import PERMISSIONS
from common.database import transaction
from common.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from common.outbox import record

DEVICE_ROLE = "kiosk"
"""What device tokens say: not a role of people."""


def get(session: Session, name: str) -> Role:
    """
    Raises:
        NotFound: `role_not_found`.
    """
    role = repository.find(session, name)
    if role is None:
        raise NotFound("role_not_found")
    return role


def create(session: Session, actor: Actor, name: str, permissions: Collection[str]) -> Role:
    """Add a role.

    Raises:
        Invalid: `unknown_permission`.
        Forbidden: `beyond_own_permissions`.
        Conflict: `role_exists`.
    """
    _require_known(actor, permissions)
    with transaction(session):
        role = None if name.casefold() == DEVICE_ROLE else repository.add(session, name, set(permissions))
        if role is None:
            raise Conflict("role_exists")
        audit.note(session, actor, "role.created", f"role:{name}", after={"permissions": role.permissions})
    return role


def edit(
    session: Session, actor: Actor, name: str, permissions: Collection[str], check: Callable[[Role], None]
) -> Role:
    """Change what a role may do; the tokens of those who have it are over.

    Args:
        check: called with the role as it is now; raises when the caller saw an older state.

    Raises:
        NotFound: `role_not_found`.
        Conflict: `role_built_in`.
        Invalid: `unknown_permission`.
        Forbidden: `beyond_own_permissions`.
    """
    _require_known(actor, permissions)
    with transaction(session):
        role = _changeable(session, actor, name)
        check(role)
        before = list(role.permissions)
        role.permissions = sorted(set(permissions))
        if role.permissions != before:
            session.flush()
            record(session, *(events.user_revoked(user_id) for user_id in people.active_ids(session, name)))
            changed = {"before": {"permissions": before}, "after": {"permissions": role.permissions}}
            audit.note(session, actor, "role.changed", f"role:{name}", **changed)
    return role


def delete(session: Session, actor: Actor, name: str, check: Callable[[Role], None]) -> None:
    """Delete a role that nobody has; people who were deleted with it count, as it is a part of their history.

    Args:
        check: called with the role as it is now; raises when the caller saw an older state.

    Raises:
        NotFound: `role_not_found`.
        Conflict: `role_built_in`, `role_in_use`.
    """
    try:
        with transaction(session):
            role = _changeable(session, actor, name)
            check(role)
            if repository.count_holders(session, name):
                raise Conflict("role_in_use")
            before = {"permissions": role.permissions}
            repository.remove(session, name)
            audit.note(session, actor, "role.deleted", f"role:{name}", before=before)
    except IntegrityError as error:
        # Somebody was given it in this moment: the foreign key sees what the count could not.
        raise Conflict("role_in_use") from error


def _changeable(session: Session, actor: Actor, name: str) -> Role:
    role = repository.find_locked(session, name)
    if role is None:
        raise NotFound("role_not_found")
    if role.built_in:
        raise Conflict("role_built_in")
    _require_own(actor, role.permissions)
    return role


def _require_known(actor: Actor, permissions: Collection[str]) -> None:
    unknown = sorted(set(permissions) - PERMISSIONS)
    if unknown:
        problems = [
            FieldProblem(field="permissions", code="unknown_permission", details={"name": name}) for name in unknown
        ]
        raise Invalid("unknown_permission", errors=problems, name=", ".join(unknown))
    _require_own(actor, permissions)


def _require_own(actor: Actor, permissions: Collection[str]) -> None:
    if not actor.permissions.issuperset(permissions):
        raise Forbidden("beyond_own_permissions")
