"""What other services ask; never routed from outside."""

from collections.abc import Mapping
from typing import Any

from apiflask import APIBlueprint
from pydantic import ValidationError

from common.auth import service
from common.database import db
from kiosk_service.models import Kiosk
from kiosk_service.repositories import kiosks
from kiosk_service.schemas.internal import AccessOut, AccessPage, AccessQuery, Introduction, JoinsIn, JoinsOut
from kiosk_service.services import events, joining, registry

bp = APIBlueprint("internal", __name__, url_prefix="/internal/kiosks/<int:kiosk_id>", enable_openapi=False)
all_bp = APIBlueprint("internal_all", __name__, url_prefix="/internal/kiosks", enable_openapi=False)


@bp.get("/last-seq")
@bp.auth_required(service)
def last_seq(kiosk_id: int) -> dict[str, int]:
    """The last `seq` that is stored, -1 for none"""
    return {"last_seq": registry.get(db.session(), kiosk_id, None).state.last_seq}


@bp.get("/access/<int:user_id>")
@bp.auth_required(service)
@bp.output(AccessOut)
def access(kiosk_id: int, user_id: int) -> dict[str, bool]:
    """Whether a person without `kiosks.read_all` may see the kiosk"""
    return {"visible": registry.get(db.session(), kiosk_id, None).assigned_to == user_id}


@all_bp.get("/access")
@all_bp.auth_required(service)
@all_bp.input(AccessQuery, location="query")
@all_bp.output(AccessPage)
def all_access(query_data: AccessQuery) -> dict[str, Any]:
    """Who may see which kiosk, by id: with this a new service fills its projection, which events then keep right"""
    found = kiosks.after(db.session(), query_data.after, query_data.limit)
    return {
        "items": [{"kiosk_id": kiosk.id, **events.access_of(kiosk), "at": kiosk.updated_at} for kiosk in found],
        "next_after": found[-1].id if len(found) == query_data.limit else None,
    }


@all_bp.post("/join")
@all_bp.auth_required(service)
@all_bp.input(JoinsIn)
@all_bp.output(JoinsOut)
def join(json_data: JoinsIn) -> dict[str, Any]:
    """Kiosks have connected: keep what they say of themselves, answer what each goes by"""
    introductions = [_introduction(item) for item in json_data.kiosks]
    answers = iter(joining.note_joins(db.session(), [item for item in introductions if item]))
    return {"joins": [_join(next(answers) if item else "invalid_request") for item in introductions]}


def _introduction(item: Mapping[str, Any]) -> joining.Introduction | None:
    """None for one that makes no sense."""
    try:
        said = Introduction.model_validate(item)
    except ValidationError:
        return None
    capabilities = said.capabilities.model_dump() if said.capabilities else None
    return joining.Introduction(said.kiosk_id, said.serial, capabilities, said.firmware)


def _join(answer: Kiosk | str) -> dict[str, Any]:
    if isinstance(answer, str):
        return {"code": answer}
    return {"group": answer.group, "config": events.config_of(answer), "last_seq": answer.state.last_seq}
