"""Composes notification_service."""

from common.service import Service
from notification_service.config import Settings
from notification_service.models import Base


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("notification_service", settings)
    app.use_database(Base.metadata, settings)
    return app
