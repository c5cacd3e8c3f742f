"""Composes ai_service."""

from ai_service.config import Settings
from ai_service.models import Base
from common.service import Service


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("ai_service", settings)
    app.use_database(Base.metadata, settings)
    return app
