"""What kiosks themselves call: enrolment and device tokens."""

from apiflask import APIBlueprint
from flask import current_app

from common.database import db
from common.signing_keys import SigningKeys
from kiosk_service.config import Settings
from kiosk_service.schemas.devices import DeviceKeyIn, DeviceTokenOut, EnrolIn, EnrolOut
from kiosk_service.services import enrolment

bp = APIBlueprint("devices", __name__, url_prefix="/kiosks")


@bp.post("/enrol")
@bp.input(EnrolIn)
@bp.output(EnrolOut)
def enrol(json_data: EnrolIn) -> EnrolOut:
    """Use an enrolment token up; the answer holds the device key"""
    kiosk_id, device_key = enrolment.enrol(db.session(), json_data.serial, json_data.enrolment_token)
    return EnrolOut(kiosk_id=kiosk_id, device_key=device_key)


@bp.post("/token")
@bp.input(DeviceKeyIn)
@bp.output(DeviceTokenOut)
def token(json_data: DeviceKeyIn) -> DeviceTokenOut:
    """A device token, and where the realtime service is"""
    settings: Settings = current_app.extensions["settings"]
    encoded = enrolment.device_token(db.session(), _keys(), json_data.serial, json_data.device_key)
    return DeviceTokenOut(
        token=encoded,
        expires_in=int(enrolment.DEVICE_TOKEN_LIFETIME.total_seconds()),
        realtime_url=settings.realtime_url,
    )


def _keys() -> SigningKeys:
    keys: SigningKeys = current_app.extensions["signing_keys"]
    return keys
