"""Composes payment_service."""

from common import kiosk_access
from common.event_consumer import event_consumer
from common.service import Service
from payment_service.config import Settings
from payment_service.messages import MESSAGES
from payment_service.models import Base
from payment_service.routes import internal, payments


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("payment_service", settings, messages=MESSAGES)
    app.use_database(Base.metadata, settings)
    app.extensions["settings"] = settings
    app.workers.append(event_consumer(app, {kiosk_access.EVENT: kiosk_access.project}))
    app.register_blueprint(payments.bp)
    app.register_blueprint(internal.bp)
    return app
