"""Settings of ai_service."""

from common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    service_port: int = 5004
