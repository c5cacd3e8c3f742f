"""Settings of payment_service."""

from common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    service_port: int = 5003
