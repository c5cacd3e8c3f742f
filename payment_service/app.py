"""Composes payment_service."""

from common import kiosk_access
from common.event_consumer import event_consumer
from common.service import Service
from common.service_client import ServiceClient
from payment_service.config import Settings
from payment_service.gateways.kiosks import KioskService
from payment_service.messages import MESSAGES
from payment_service.models import Base
from payment_service.routes import internal, payments


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("payment_service", settings, messages=MESSAGES)
    app.use_database(Base.metadata, settings)
    app.extensions["settings"] = settings
    app.extensions["kiosks"] = KioskService(
        ServiceClient(app.name, "kiosk_service", settings.kiosk_url, settings.internal_secret.get_secret_value())
    )
    app.workers.append(event_consumer(app, {kiosk_access.EVENT: kiosk_access.project}))
    app.register_blueprint(payments.bp)
    app.register_blueprint(internal.bp)
    return app
