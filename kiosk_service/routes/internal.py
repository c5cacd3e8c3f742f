"""What other services ask; never routed from outside."""

from typing import Any

from apiflask import APIBlueprint

from common.auth import service
from common.database import db
from kiosk_service.repositories import kiosks
from kiosk_service.schemas.internal import AccessOut, AccessPage, AccessQuery, JoinIn, JoinOut
from kiosk_service.services import events, registry

bp = APIBlueprint("internal", __name__, url_prefix="/internal/kiosks/<int:kiosk_id>", enable_openapi=False)
all_bp = APIBlueprint("internal_all", __name__, url_prefix="/internal/kiosks", enable_openapi=False)


@bp.post("/join")
@bp.auth_required(service)
@bp.input(JoinIn)
@bp.output(JoinOut)
def join(kiosk_id: int, json_data: JoinIn) -> dict[str, Any]:
    """A kiosk has connected: keep what it says of itself, answer what it goes by"""
    kiosk = registry.note_join(
        db.session(), kiosk_id, json_data.serial, json_data.capabilities.model_dump(), json_data.firmware
    )
    return {
        "group": kiosk.group,
        "config": events.config_of(kiosk),
        "last_seq": kiosk.state.last_seq,
    }


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
