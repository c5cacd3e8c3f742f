"""What other services ask; never routed from outside."""

from typing import Any

from apiflask import APIBlueprint

from common.auth import service
from common.database import db
from kiosk_service.schemas import AccessOut, JoinIn, JoinOut
from kiosk_service.services import registry

bp = APIBlueprint("internal", __name__, url_prefix="/internal/kiosks/<int:kiosk_id>", enable_openapi=False)


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
        "config": registry.config_of(kiosk),
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
