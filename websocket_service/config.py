"""Settings of websocket_service."""

from pydantic import Field

from common.settings import ServiceSettings


class Settings(ServiceSettings):
    service_port: int = 5005
    streams_url: str
    telemetry_shards: int = Field(default=4, ge=1, le=64, description="the same in kiosk_service")
    # Callers prove themselves with a token in the connect packet, never with a cookie, so a page of another origin
    # gains nothing by connecting.
    cors_allowed_origins: str = "*"
