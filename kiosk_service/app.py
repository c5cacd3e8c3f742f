"""Composes kiosk_service."""

from datetime import timedelta

from common.database import session_scope
from common.idempotency import forgetting
from common.published_keys import published_keys
from common.service import Service
from common.service_client import ServiceClient
from common.signing_keys import SigningKeys
from common.telemetry import TelemetryLog, connect_log
from common.tokens import DEVICE_ISSUER
from kiosk_service.config import Settings
from kiosk_service.consumers import prepare_partitions, telemetry_workers
from kiosk_service.gateways.people import AuthService
from kiosk_service.messages import MESSAGES
from kiosk_service.models import Base
from kiosk_service.routes import assignment, devices, internal, kiosks, live, printing, telemetry, transfer
from kiosk_service.services import registry


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("kiosk_service", settings, messages=MESSAGES)
    app.use_database(Base.metadata, settings)
    keys = SigningKeys(app, DEVICE_ISSUER, settings.key_encryption_secret.get_secret_value())
    app.verifier.use(DEVICE_ISSUER, keys)
    app.extensions["settings"] = settings
    app.extensions["signing_keys"] = keys
    app.extensions["people"] = AuthService(
        ServiceClient(app.name, "auth_service", settings.auth_url, settings.internal_secret.get_secret_value())
    )
    app.extensions["telemetry_log"] = TelemetryLog(
        connect_log(settings.streams_url), settings.telemetry_shards, lambda kiosk_id: _stored_seq(app, kiosk_id)
    )
    app.bootstrap += [keys.ensure, lambda: prepare_partitions(app)]
    app.workers += [forgetting(app), keys.rotating(timedelta(days=settings.signing_key_days))]
    app.workers += telemetry_workers(app, settings.telemetry_shards)
    app.url_map.converters["scanned"] = assignment.Scanned
    app.register_blueprint(published_keys("/kiosks", keys))
    for routes in (kiosks, assignment, printing, transfer, devices, telemetry, internal, live):
        app.register_blueprint(routes.bp)
    app.register_blueprint(internal.all_bp)
    return app


def _stored_seq(app: Service, kiosk_id: int) -> int:
    with app.app_context(), session_scope() as session:
        return registry.get(session, kiosk_id, None).state.last_seq
