"""Composes payment_service."""

from common.service import Service
from payment_service.config import Settings
from payment_service.models import Base


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("payment_service", settings)
    app.use_database(Base.metadata, settings)
    return app
